// Python, in a thread of its own. Its texts come before this one in the same file; all else it gets by message.
let python = null, desk = null, bytes_of = null;

const unpacked = (bytes) => new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
const whole = async (bytes) => new Uint8Array(await new Response(unpacked(bytes)).arrayBuffer());

const whole_text = (bytes) => new Response(unpacked(bytes)).text();

async function start(parts) {
  // Pyodide asks for its parts by address; they are handed to it from memory, and nothing else is to be had.
  self.fetch = async (address) => {
    const name = String(address.url || address).split("/").pop();
    if (name === "pyodide.asm.wasm") return new Response(unpacked(parts.wasm), { headers: { "content-type": "application/wasm" } });
    if (name === "python_stdlib.zip") return new Response(unpacked(parts.library));
    throw new TypeError("there is no network here");
  };
  const nowhere = "https://nowhere.invalid/";
  python = await loadPyodide({
    indexURL: nowhere,
    packageBaseUrl: nowhere,
    createPyodideModule: _createPyodideModule,
    lockFileContents: { info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten", python: "3.14.0", version: "314.0.7" }, packages: {} },
    env: { PYTHONDONTWRITEBYTECODE: "1" },
  });
  for (const [path, text] of Object.entries(JSON.parse(await whole_text(parts.agreement)))) {
    python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    python.FS.writeFile(path, text);
  }
  python.FS.writeFile("/code.zip", await whole(parts.code));
  python.FS.writeFile("/packages.zip", await whole(parts.packages));
  // Python reads its modules from the zips; only the reader of workbooks, which is no Python, has to lie in a folder.
  python.runPython(`
import sys, zipfile
sys.path[:0] = ["/native", "/code.zip", "/packages.zip"]
packages = zipfile.ZipFile("/packages.zip")
packages.extractall("/native", [n for n in packages.namelist() if n.startswith("python_calamine/")])
`);
  bytes_of = python.runPython("lambda given: given.to_bytes()");
  desk = python.pyimport("pipelines.checker.in_page").Desk.in_browser("/agreement");
  return JSON.parse(desk.opened());
}

const answers = {
  start: ({ parts }) => start(parts),
  named: ({ name }) => JSON.parse(desk.named(name)),
  checked: ({ name, content, whose, is_whole }) => {
    const bytes = bytes_of(new Uint8Array(content));
    try {
      return JSON.parse(desk.checked(name, bytes, JSON.stringify(whose), is_whole));
    } finally {
      bytes.destroy();
    }
  },
  proposed: ({ files }) => JSON.parse(laid(files).proposed()),
  prepared: ({ files, whose }) => with_content((preparer) => preparer.prepared(JSON.stringify(whose)), files),
  drafted: ({ files, extract }) => with_content((preparer) => preparer.drafted(extract), files),
  new_key: ({ year }) => with_content((preparer) => preparer.new_key(year), []),
  findings_file: () => made(desk.findings_file()),
  marked_file: () => made(desk.marked_file()),
};

// Files as [what it is, its name, its bytes] on the desk of one who prepares.
function laid(files) {
  const preparer = desk.preparer();
  for (const [what, name, content] of files) preparer.put(what, name, bytes_of(new Uint8Array(content)));
  return preparer;
}

function with_content(asked, files) {
  const preparer = laid(files), answer = JSON.parse(asked(preparer));
  return answer.is_ready ? { ...answer, content: made(preparer.content()) } : answer;
}

function made(content) {
  try {
    return content.toJs();
  } finally {
    content.destroy();
  }
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ id: data.id, answer: await answers[data.ask](data) });
  } catch (error) {
    // Only the kind of error is passed on: its text may quote what stands in the file. One of Python's leaves Python alive.
    const is_pythons = Boolean(python && error instanceof python.ffi.PythonError);
    self.postMessage({ id: data.id, stopped: is_pythons ? error.type : "the page", is_dead: !is_pythons });
  }
};
