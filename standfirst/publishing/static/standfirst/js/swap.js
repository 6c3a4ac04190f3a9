// Sends a form, or follows a link, marked `data-swap="#selector"` in place: elements of the answer take the place
// of those selected that have the same ids. Where anything fails, the browser goes on as if this were not there.
const REST = 300; // ms: the second click of a double click may come after the answer to the first
const busy = new Set();
const said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
said.setAttribute("role", "status");
document.body.append(said);
let passing;

async function swap(control, address, options, selector, otherwise) {
  const key = address.pathname + control.name;
  if (busy.has(key)) return;
  busy.add(key);
  try {
    const answer = await fetch(address, { ...options, headers: { "X-Part": "1" } });
    const isPage = answer.headers.get("Content-Type")?.startsWith("text/html");
    if (isPage && put(new DOMParser().parseFromString(await answer.text(), "text/html"), selector, control)) return;
    answer.redirected ? location.assign(answer.url) : otherwise();
  } catch {
    otherwise();
  } finally {
    setTimeout(() => busy.delete(key), REST);
  }
}

function put(page, selector, control) {
  const words = page.querySelector("[data-said]")?.dataset.said ?? "";
  const parts = [...(selector ? document : page).querySelectorAll(selector || "[data-part]")].flatMap(({ id }) => {
    const [old, fresh] = [document, page].map((side) => side.getElementById(id));
    if (old && page.querySelector(`[data-gone="${id}"]`)) return leave(old);
    if (!old || !fresh) return [];
    const inUse = [document.activeElement, control].find((one) => old.contains(one));
    const heir = inUse && heirOf(inUse, old, fresh);
    const hadFocus = inUse === document.activeElement;
    const top = inUse?.getBoundingClientRect().top;
    old.replaceWith(fresh);
    if (hadFocus) heir.focus({ preventScroll: true });
    if (heir) scrollBy({ top: heir.getBoundingClientRect().top - top, behavior: "instant" });
    return [fresh];
  });
  said.textContent = words;
  for (const part of parts) part.dispatchEvent(new CustomEvent("part", { bubbles: true }));
  return parts.length;
}

function heirOf(control, old, fresh) {
  const look = (one) => ["id", "name", "formaction", "href"].map((name) => one.getAttribute(name)).join();
  const alike = (part) => [...part.querySelectorAll(control.localName)].filter((one) => look(one) === look(control));
  const heir = alike(fresh)[alike(old).indexOf(control)];
  const fold = control.closest("details");
  const isFolded = control.localName !== "summary" && heir?.closest("details:not([open])");
  if (heir && !isFolded) return heir;
  if (fold && old.contains(fold) && control.localName !== "summary") return heirOf(fold.querySelector("summary"), old, fresh);
  fresh.tabIndex = -1;
  return fresh;
}

// Takes away a part that the answer says is gone, and goes on to the next of its kind, or the one before.
function leave(old) {
  const alike = [...document.querySelectorAll(old.className ? `${old.localName}.${old.classList[0]}` : old.localName)];
  const at = alike.indexOf(old);
  const next = alike[at + 1] ?? alike[at - 1] ?? document.getElementById("main");
  const place = old.parentElement;
  old.remove();
  if (place.localName === "li" && !place.childElementCount) place.remove();
  next.tabIndex = -1;
  next.focus();
  return [next];
}

addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const asked = (name) => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? "";
  const address = new URL(asked("action"), location);
  const selector = submitter?.dataset.swap ?? form.dataset.swap;
  if (selector === undefined || form === passing || event.defaultPrevented || address.origin !== location.origin) return;
  if (asked("method").toLowerCase() === "dialog") return; // the button that makes Enter do nothing
  event.preventDefault();
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  const body = asked("enctype") === "multipart/form-data" ? data : new URLSearchParams(data);
  const isPost = asked("method").toLowerCase() === "post";
  if (!isPost) address.search = body;
  swap(submitter ?? form, address, isPost ? { method: "POST", body } : {}, selector, () => {
    passing = form;
    form.requestSubmit(submitter);
    passing = undefined;
  });
});

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-swap]");
  if (!link || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  swap(link, new URL(link.href), {}, link.dataset.swap, () => location.assign(link.href));
});
