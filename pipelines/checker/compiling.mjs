// Compiles modules in the browser's own Python, so that the page need not: node compiling.mjs PYODIDE_FOLDER LIBRARY.zip PACKAGES.zip NAMES OUT_FOLDER
// Only what the page is sure to import is compiled; source takes less room, and the rest can wait until it is wanted.
import fs from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, library, packages, names, out] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: `${folder}/` });
python.FS.writeFile("/library.zip", fs.readFileSync(library));
python.FS.writeFile("/packages.zip", fs.readFileSync(packages));
python.globals.set("names", names);
python.runPython(`
import importlib, sys, zipfile
from importlib import _bootstrap_external as imports
for name in names.split():
    importlib.import_module(name)
wanted = {n for m in list(sys.modules.values()) if (n := (getattr(m, "__file__", None) or "").partition(".zip/")[2])}

def compiled(name, is_wanted):
    with zipfile.ZipFile(f"/{name}.zip") as old, zipfile.ZipFile(f"/{name}.out", "w") as new:
        for path in old.namelist():
            content = old.read(path)
            if path.endswith(".py") and is_wanted(path):
                code = compile(content, path, "exec", dont_inherit=True, optimize=2)
                path, content = path + "c", bytes(imports._code_to_hash_pyc(code, bytes(8), checked=False))
            new.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), content)

compiled("library", wanted.__contains__)
compiled("packages", lambda path: not path.startswith("xlsxwriter/"))
`);
for (const name of ["library", "packages"]) fs.writeFileSync(`${out}/${name}.zip`, python.FS.readFile(`/${name}.out`));
