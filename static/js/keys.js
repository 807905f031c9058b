/* The keyboard (templates/components/keys.html is its table): "/" search and what is typed there, n 记一笔, m 见面提示, on a row of the day b 拨号, w 未接, g 改期, j and k along the rows, [ and ] along the list that was opened,
   Ctrl with Enter saves; Enter is the focused link's own.
   Every page works without it. */

const editable = "input, select, textarea, [contenteditable]";
const dialogs = 'dialog[open], .htmx-request[hx-target="#contact_dialog_body"]'; // one that is open, or about to be
const keysOff = () => localStorage.getItem("keys") === "off";

let cameFrom = null; // where a key was pressed that led into the search; Escape leads back

const rowLink = (row) => row.querySelector("a[href], button, input");

function step(direction) {
  const rows = [...document.querySelectorAll("[data-rows] [data-row]")].filter((row) => row.offsetParent);
  const here = rows.indexOf(document.activeElement.closest("[data-row]"));
  const next = rows[here < 0 ? (direction > 0 ? 0 : rows.length - 1) : here + direction];
  if (next) rowLink(next)?.focus();
}

function press(key) {
  const row = document.activeElement.closest("[data-row]");
  const target = row?.querySelector(`[data-key="${key}"], [data-row-key="${key}"]`) || document.querySelector(`[data-key="${key}"]`);
  if (!target) return false;
  if (target.matches(editable)) {
    cameFrom = document.activeElement;
    target.focus();
    target.select?.();
  } else {
    target.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keysOff()) return;
  if (event.target.closest(editable) || document.querySelector(dialogs)) return;
  const key = { "？": "?", "／": "/" }[event.key] || event.key;
  if (key === "j" || key === "k") {
    step(key === "j" ? 1 : -1);
    event.preventDefault();
  } else if (event.key.length === 1 && /[a-z/[\]?]/.test(key) && press(key)) {
    event.preventDefault();
  }
});

/* A second door to what a key opens: 记一笔 in the bar of a phone. */
document.addEventListener("click", (event) => {
  const door = event.target.closest("[data-presses]");
  if (door && press(door.dataset.presses)) event.preventDefault();
});

/* Arrows walk through the hits of the search, Escape closes them, and once more it leads back. */
document.addEventListener("keydown", (event) => {
  const search = event.target.closest("[data-search]");
  if (!search || event.isComposing) return;
  const stops = [search.elements.q, ...search.querySelectorAll("[data-row] .name")];
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    event.preventDefault();
    leaveHits(search);
  } else if (move && stops.length > 1) {
    event.preventDefault();
    const next = Math.max(0, stops.indexOf(document.activeElement) + move);
    stops[Math.min(next, stops.length - 1)].focus();
  }
});

function leaveHits(search) {
  const hits = search.querySelector("#search_results");
  if (hits?.firstElementChild) {
    hits.replaceChildren();
    search.elements.q.focus();
  } else {
    search.elements.q.blur();
    if (cameFrom?.isConnected) cameFrom.focus();
    cameFrom = null;
  }
}

/* Who comes into the empty box from elsewhere is shown whom he looked at last. */
document.addEventListener("focusin", (event) => {
  const search = event.target.closest("[data-search]");
  if (search && event.target === search.elements.q && !event.target.value && !search.contains(event.relatedTarget)) {
    event.target.dispatchEvent(new Event("recent"));
  }
});

/* What an input method is still composing is not searched for, nor read: d, di, din … are no words. It is when it is done. */
const COMPOSED = "[data-search], [data-line]";
document.addEventListener(
  "input",
  (event) => {
    if (event.isComposing && event.target.closest(COMPOSED)) event.stopImmediatePropagation();
  },
  true,
);
document.addEventListener("compositionend", (event) => {
  if (event.target.closest(COMPOSED)) event.target.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest("form")?.requestSubmit();
});

/* Single-key commands can be switched off (WCAG 2.1.4); speech input would trigger them. */
function showKeys() {
  for (const button of document.querySelectorAll("button[data-keys]")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(!keysOff()));
    button.textContent = keysOff() ? "快捷键：关" : "快捷键：开";
  }
  document.querySelectorAll("kbd").forEach((hint) => (hint.hidden = keysOff()));
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("button[data-keys]")) return;
  localStorage.setItem("keys", keysOff() ? "on" : "off");
  showKeys();
});

showKeys();
