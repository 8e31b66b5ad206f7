"""What the reader's code, the browser's storage, a link or another window say is never run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import PYTHON_TIMEOUT, block, button, run, write
from tests.browser.test_shared import fragment
from tests.payloads import PAYLOADS

#: elements and attributes that no text of a payload may become
FORBIDDEN = (
    "script:not([type='application/json']), style, link, meta, iframe, frame, object, embed, base,"
    "form, marquee, video, audio, source, img, image, math, template, noscript, portal, a, animate,"
    "use, foreignObject, [srcdoc], [onerror], [onload], [onclick], [onfocus], [onmouseover],"
    "[ontoggle], [onbegin], [onstart], [onanimationstart]"
)

#: every way in which a figure's words come into the page, with one payload for all of them
FIGURE = """\
from array import array
from lessons.chart import Chart, Figure, axes, curve

TEXTS = {texts}
TEXT = "\\n".join(TEXTS)


def line(w, b):
    text = TEXTS[int(w)] if w >= 0 else TEXT
    x = array("d", [-10, 0, 10])
    one = curve(x, x, name=text)
    one.update(mode="lines+markers+text", text=[text, text, text], hovertemplate=text + "%{{x}}")
    one.update(customdata=[text], texttemplate=text, legendgroup=text, showlegend=True)
    layout = axes(x_title=text, y_title=text)
    layout["title"] = {{"text": text, "subtitle": {{"text": text}}}}
    layout["xaxis"].update(tickvals=[-5, 5], ticktext=[text, text], title={{"text": text}})
    layout["annotations"].append({{"x": 0, "y": 0, "text": text, "hovertext": text}})
    layout["shapes"] = [{{"type": "line", "x0": 0, "x1": 1, "y0": 0, "y1": 1,
                         "label": {{"text": text}}}}]
    layout["__proto__"] = {{"hacked": 1}}
    chart = Chart([one], layout, says=text)
    return Figure(chart, formula=[text, ("w", text)], readouts=[(text, text)])
"""

#: a cell that says the payloads in every way a cell can
CELL = """\
TEXTS = {texts}
w = 1
b = 0

for text in TEXTS:
    print(text)

def y(x, w, b):
    if w == 3:
        raise ValueError(" ".join(TEXTS))
    return x
"""

#: what the reader's code can do to the worker that it runs in: it can say anything to the page
FORGED = """\
import js, json

TEXTS = {texts}
for text in TEXTS:
    for message in (
        {{"kind": "output", "block": text, "text": text}},
        {{"kind": text, "block": "plot-a-line", "text": text}},
        {{"kind": "output", "block": "plot-a-line", "text": [text]}},
        {{"id": text, "type": "RAW", "value": text}},
        {{"id": text, "type": "HANDLER", "name": "throw", "value": {{"value": {{"name": text}}}}}},
        text,
        [text],
    ):
        js.postMessage(js.JSON.parse(json.dumps(message)))
raise ValueError(" ".join(TEXTS))
"""

#: what a browser refuses to a worker whose script came with the policy
IN_WORKER = """\
import js

def attempt(name, call):
    try:
        call()
        print(name, "done")
    except Exception:
        print(name, "refused")

def asked(address):
    request = js.XMLHttpRequest.new()
    request.open("GET", address, False)
    request.send()

attempt("own", lambda: asked(js.location.href))
attempt("eval", lambda: js.eval("1"))
attempt("function", lambda: js.Function.new("return 1"))
attempt("foreign", lambda: asked("https://elsewhere.example/"))
attempt("data", lambda: asked("data:text/plain,x"))
"""


@pytest.fixture
def guarded(lesson: Page) -> Iterator[Page]:
    """The lesson; afterwards nothing may have run, asked, opened, or come into the page."""
    lesson.on("dialog", lambda dialog: dialog.dismiss())
    yield lesson
    assert made(lesson) == []
    assert lesson.evaluate("[window.hacked, {}.hacked]") == [None, None]
    assert [page.url for page in lesson.context.pages] == [lesson.url]


def made(page: Page) -> list[str]:
    """What a payload has become in the page, beside a text."""
    found: list[str] = page.evaluate(
        """(forbidden) => [...document.querySelectorAll(forbidden)]
            .map((element) => element.cloneNode().outerHTML + element.textContent)
            .filter((text) => /hacked|elsewhere/.test(text))""",
        FORBIDDEN,
    )
    return found


def literal(texts: tuple[str, ...]) -> str:
    return json.dumps(texts)


def test_code_cannot_reach_what_outlasts_the_page(lesson: Page) -> None:
    cell = block(lesson, "Plotting a line")
    names = ["caches", "indexedDB", "Worker", "BroadcastChannel"]
    # All of them exist in the page, so a browser that lacks one does not hide a mistake.
    assert lesson.evaluate("names => names.every((name) => name in globalThis)", names)
    run(cell, f"import js\nprint([name for name in {names} if hasattr(js, name)])")
    expect(cell.get_by_role("log", name="Output")).to_have_text("[]")


def test_what_a_cell_says_is_text(guarded: Page) -> None:
    cell = block(guarded, "Plotting a line")
    run(cell, CELL.format(texts=literal(PAYLOADS)))
    said = " ".join(PAYLOADS)
    assert cell.get_by_role("log", name="Output").text_content() == "".join(
        f"{payload}\n" for payload in PAYLOADS
    )
    expect(cell.locator(".verdict")).to_contain_text(said, use_inner_text=False)
    run(cell, IN_WORKER)
    assert cell.get_by_role("log", name="Output").text_content() == (
        "own done\neval refused\nfunction refused\nforeign refused\ndata refused\n"
    )
    run(cell, FORGED.format(texts=literal(PAYLOADS)))
    expect(cell.get_by_role("alert")).to_contain_text(said[:400])
    expect(cell.locator("details.trace pre")).to_contain_text(said[:400])
    expect(cell).to_have_attribute("data-state", "ready")


def test_what_a_figure_says_is_text(guarded: Page) -> None:
    figure = block(guarded, "The line")
    button(figure, "Show the Python").click()
    write(figure, FIGURE.format(texts=literal(PAYLOADS)))
    button(figure, "Run").click()
    expect(figure).to_have_attribute("data-edited", "", timeout=PYTHON_TIMEOUT)
    for number, payload in enumerate(PAYLOADS):
        show(figure, number)
        expect(figure.get_by_role("img")).to_have_attribute("aria-label", payload)
        assert figure.locator(".formula").text_content() == payload * 2
        assert made(guarded) == []
    figure.locator(".plot").hover()
    expect(figure.locator(".hoverlayer .hovertext")).not_to_have_count(0)


def show(figure: Locator, number: int) -> None:
    """Let the figure say one of the payloads."""
    figure.locator(".slider[data-name=w] input[type=range]").evaluate(
        """(slider, value) => {
            slider.max = value;
            slider.value = value;
            slider.dispatchEvent(new Event('input', { bubbles: true }));
        }""",
        number,
    )


def test_what_the_browser_has_stored_is_text(
    context: BrowserContext, page: Page, site_url: str
) -> None:
    page.goto(site_url)
    blocks = ["line", "plot-a-line", "train", "summary"]
    page.evaluate(
        """([blocks, payloads]) => {
            const text = payloads.join(' ');
            const chart = {
                data: [{ type: 'scatter', x: [0, 1], y: [0, 1], name: text, text, mode: 'text' }],
                layout: { title: { text }, annotations: [{ x: 0, y: 0, text }] },
                says: text,
            };
            const trained = { readouts: [[text, text]], chart };
            for (const block of blocks) {
                const kept = { passed: text, predicted: text, reached: [text], trained };
                localStorage.setItem(`how-machines-learn/${block}`, JSON.stringify(kept));
            }
            payloads.forEach((payload, i) => localStorage.setItem(payload, payloads.at(-i)));
        }""",
        [blocks, PAYLOADS],
    )
    page.goto(site_url + "how-machines-learn/")
    summary = page.locator("lesson-summary")
    summary.scroll_into_view_if_needed()
    expect(summary.get_by_role("img")).to_have_attribute("aria-label", " ".join(PAYLOADS))
    assert made(page) == []
    assert page.evaluate("window.hacked") is None


def test_an_address_runs_nothing(guarded: Page) -> None:
    expect(block(guarded, "Plotting a line")).to_have_attribute(
        "data-state", "ready", timeout=PYTHON_TIMEOUT
    )
    guarded.evaluate(
        """() => {
            window.states = new Set();
            const see = () => document.querySelectorAll('[data-state]').forEach((cell) =>
                window.states.add(cell.dataset.state));
            new MutationObserver(see).observe(document, { subtree: true, attributes: true });
        }"""
    )
    code = quote("print('ran')")
    shared = [
        fragment(name, state)
        for name in ("plot-a-line", "line", "train")
        for state in ({"code": "print('ran')"}, *({"code": payload} for payload in PAYLOADS[:5]))
    ]
    shared += [fragment(payload, {"code": payload}) for payload in PAYLOADS]
    plain = [*map(quote, PAYLOADS), f"code={code}", f"plot-a-line?code={code}&run=1"]
    for address in (*plain, *shared):
        guarded.evaluate("(address) => { location.hash = address; }", address)
    expect(guarded.locator(".shared")).to_have_count(3)
    assert "running" not in guarded.evaluate("[...window.states]")
    everything = "&".join(f"code={quote(payload)}&run=1" for payload in PAYLOADS)
    guarded.goto(guarded.url.partition("#")[0] + f"?{everything}#{quote(PAYLOADS[0])}")
    expect(block(guarded, "Plotting a line")).to_have_attribute(
        "data-state", "ready", timeout=PYTHON_TIMEOUT
    )
    expect(guarded.get_by_role("log", name="Output").filter(visible=True)).to_have_count(0)


def test_other_windows_are_not_heard(guarded: Page) -> None:
    cell = block(guarded, "Plotting a line")
    cell.scroll_into_view_if_needed()
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    guarded.evaluate(
        """async (payloads) => {
            const frame = document.createElement('iframe');
            document.body.append(frame);
            for (const text of payloads) {
                for (const message of [
                    { kind: 'output', block: 'plot-a-line', text },
                    { type: 'APPLY', path: ['run'], id: text, argumentList: [{ value: text }] },
                    { id: text, type: 'RAW', value: text },
                    text,
                ]) {
                    window.postMessage(message, '*');
                    frame.contentWindow.parent.postMessage(message, '*');
                }
            }
            frame.remove();
            // A message of one's own comes after all of them.
            const { port1, port2 } = new MessageChannel();
            const heard = new Promise((resolve) => { port1.onmessage = resolve; });
            port2.postMessage('');
            await heard;
        }""",
        PAYLOADS,
    )
    expect(cell.get_by_role("log", name="Output")).to_be_hidden()
    expect(cell.get_by_role("alert")).to_be_empty()
    expect(cell).to_have_attribute("data-state", "ready")
    expect(cell).to_have_attribute("data-verdict", "open")


# The policy


#: tries everything that the policy forbids, and gathers in `refused` what the browser refused
ATTEMPTS = """\
async () => {
    const refused = window.refused = new Set();
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        refused.add(effectiveDirective));
    const put = (name, attributes) => {
        const element = document.createElement(name);
        try {
            for (const [name, value] of Object.entries(attributes)) {
                element.setAttribute(name, value);
            }
            document.body.append(element);
            if (name === 'form') element.submit();
        } catch (error) {
            refused.add(`${name}: ${error.name}`);
        }
    };
    const foreign = 'https://elsewhere.example/';
    put('script', { src: `${foreign}x.js` });
    put('script', { src: 'data:text/javascript,window.hacked=1' });
    put('img', { src: `${foreign}x.png` });
    put('link', { rel: 'stylesheet', href: `${foreign}x.css` });
    put('link', { rel: 'manifest', href: `${foreign}x.json` });
    put('iframe', { src: foreign });
    put('object', { data: `${foreign}x.swf` });
    put('video', { src: `${foreign}x.mp4` });
    put('form', { action: foreign });
    put('base', { href: foreign });
    put('b', { onclick: 'window.hacked=1' });
    const style = document.createElement('style');
    style.textContent = 'body { color: red }';
    document.body.append(style);
    document.body.lastElementChild.click();
    const attempt = async (name, call) => {
        try {
            await call();
        } catch (error) {
            refused.add(`${name}: ${error.name}`);
        }
    };
    await attempt('fetch', () => fetch(foreign));
    await attempt('font', () => new FontFace('x', `url(${foreign}x.woff2)`).load());
    await attempt('worker', () => new Worker(`${foreign}x.js`));
    await attempt('innerHTML', () => { document.body.lastElementChild.innerHTML = '<b>'; });
    // What the test itself evaluates may use eval; what happens later may not.
    await new Promise((done) => setTimeout(async () => {
        await attempt('eval', () => eval('1'));
        await attempt('Function', () => new Function('return 1'));
        await attempt('timeout', () => setTimeout('window.hacked=1'));
        done();
    }));
}
"""


#: the policy's directives that were broken, and what became of calls that throw
REFUSED = [
    "Function: EvalError",
    "b: TypeError",
    "base-uri",
    "connect-src",
    "eval: EvalError",
    "fetch: TypeError",
    "font-src",
    "font: NetworkError",
    "form-action",
    "frame-src",
    "img-src",
    "innerHTML: TypeError",
    "media-src",
    "object: TypeError",
    "require-trusted-types-for",
    "script: TypeError",
    "style-src-elem",
    "timeout: TypeError",
    "worker: TypeError",
]


@pytest.mark.parametrize("source", ["headers", "the page itself"])
def test_the_policy_refuses(
    context: BrowserContext, page: Page, site_url: str, foreign_requests: list[str], source: str
) -> None:
    """Also where the host sends no headers: then the page says it in its own head."""
    url = site_url + "how-machines-learn/"

    def without_headers(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={"content-type": "text/html"})

    def without_meta(route: Route) -> None:
        response = route.fetch()
        before, _, after = response.text().partition('<meta http-equiv="Content-Security-Policy"')
        route.fulfill(response=response, body=before + "<meta" + after)

    page.route(url, without_headers if source == "the page itself" else without_meta)
    page.goto(url)
    page.evaluate(ATTEMPTS)
    # Some are told later, in tasks of their own.
    page.wait_for_function("(wanted) => wanted.every((one) => refused.has(one))", arg=REFUSED)
    assert page.evaluate("[...refused].sort()") == REFUSED
    assert foreign_requests == []
