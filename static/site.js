/* Shortens the way for hands on a keyboard. Every page works without it. */

const editable = "input, select, textarea, [contenteditable]";
const keysOff = () => localStorage.getItem("keys") === "off";

/* ---- keys: "/" search, n 记一笔, j and k along the rows; Enter is the focused link's own. ---- */

const rowLink = (row) => row.querySelector("a[href], button, input");

function step(direction) {
  const rows = [...document.querySelectorAll("[data-rows] [data-row]")].filter((row) => row.offsetParent);
  const here = rows.indexOf(document.activeElement.closest("[data-row]"));
  const next = rows[here < 0 ? (direction > 0 ? 0 : rows.length - 1) : here + direction];
  if (next) rowLink(next)?.focus();
}

function press(key) {
  const row = document.activeElement.closest("[data-row]");
  const target = row?.querySelector(`[data-key="${key}"]`) || document.querySelector(`[data-key="${key}"]`);
  if (!target) return false;
  if (target.matches(editable)) {
    target.focus();
    target.select?.();
  } else {
    target.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keysOff()) return;
  if (event.target.closest(editable) || document.querySelector("dialog[open]")) return;
  if (event.key === "j" || event.key === "k") {
    step(event.key === "j" ? 1 : -1);
    event.preventDefault();
  } else if (event.key.length === 1 && /[a-z/]/.test(event.key) && press(event.key)) {
    event.preventDefault();
  }
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

/* ---- dialogs: [data-dialog=id] opens, [data-close] closes, a refused form opens again by itself. ---- */

function openDialog(dialog) {
  if (dialog.open) return;
  dialog.showModal();
  const first = ["[aria-invalid=true]", "[autofocus]", ".body input:checked", ".body :is(input:not([type=hidden]), select, textarea)"];
  first.map((selector) => dialog.querySelector(selector)).find(Boolean)?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    openDialog(dialog);
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target.closest("[data-dismiss]")) event.target.closest("[data-toast]").remove();
  if (event.target.closest("[data-print]")) window.print();
  const keys = event.target.closest("button[data-keys]");
  if (keys) {
    localStorage.setItem("keys", keysOff() ? "on" : "off");
    showKeys();
  }
});

/* ---- quick values beside a field (+7 days, 5 minutes), Ctrl+Enter saves, arrows walk through the hits of the search. ---- */

document.addEventListener("click", (event) => {
  const quick = event.target.closest("[data-fill-in]");
  const field = quick && document.getElementById(quick.dataset.fillIn);
  if (!field) return;
  field.value = quick.dataset.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest("form")?.requestSubmit();
  const search = event.target.closest("[data-search]");
  if (!search || event.isComposing) return;
  const stops = [search.elements.q, ...search.querySelectorAll("[data-row] .name")];
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") document.getElementById("search_results").replaceChildren();
  if (event.key === "Escape" || (move && stops.length > 1)) {
    event.preventDefault();
    const next = event.key === "Escape" ? 0 : Math.max(0, stops.indexOf(document.activeElement) + move);
    stops[Math.min(next, stops.length - 1)].focus();
  }
});

/* ---- a form is sent once; a double tap is not a second contact. ---- */

const sent = new WeakSet();
const sure = new WeakSet(); // looked after by goOn, on their way

function hold(form, submitter) {
  sent.add(form);
  form.querySelector("[data-trouble]")?.remove();
  const button = submitter || form.querySelector("[type=submit]");
  button?.setAttribute("aria-busy", "true");
}

function release(form) {
  sent.delete(form);
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  form.dispatchEvent(new Event("released", { bubbles: true }));
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[data-again], [hx-post]")) return;
    if (sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    hold(form, event.submitter);
    if (sure.delete(form) || !written(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    goOn(form, event.submitter);
  },
  true,
);
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target;
  if (!form.matches?.("form[hx-post]")) return;
  if (sent.has(form)) event.preventDefault();
  else hold(form, event.detail.requestConfig.triggeringEvent?.submitter);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.matches?.("form[hx-post]")) release(event.target);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach(release);
});

/* ---- toasts: good news leaves by itself, the rest waits to be read. ---- */

function scheduleToasts() {
  for (const toast of document.querySelectorAll("[data-toast]:not([data-timed])")) {
    toast.dataset.timed = "";
    if (toast.matches(".error, .warning")) continue;
    const leave = () => {
      if (toast.matches(":hover, :focus-within")) {
        setTimeout(leave, 3000);
        return;
      }
      toast.classList.add("leaving");
      setTimeout(() => toast.remove(), 300);
    };
    setTimeout(leave, 7000);
  }
}

function say(...content) {
  const toast = document.createElement("div");
  toast.className = "toast error";
  toast.dataset.toast = "";
  const words = document.createElement("p");
  words.append(...content);
  const close = document.createElement("button");
  Object.assign(close, { type: "button", className: "link", textContent: "关闭" });
  close.dataset.dismiss = "";
  toast.append(words, close);
  document.getElementById("toasts")?.append(toast);
}

/* ---- nothing typed is ever lost: the form stays as it is and says what happened, whatever the server answers, or does not. ---- */

const login = document.body.dataset.login;
const LOST = "登录已过期，您写的内容还在。请在新窗口登录后回到这里再保存一次。";
const OFFLINE = "网络不通，没有收到答复；您写的内容还在，请稍后再保存一次。";
const FAULT = "系统出错，没有成功；您写的内容还在，请稍后再保存一次。";
const EXPIRED = "没有成功，您写的内容还在。这一页可能已过期：请在新窗口登录后回到这里再试一次；仍然不行，就是您没有这项操作的权限。";
const REFUSED = { 404: "这条记录已不在您的范围内，没有成功；您写的内容还在。", 413: "内容太大，没有提交。" };

let typed = false;
document.addEventListener("input", (event) => (typed ||= Boolean(written(event.target))));

/* The form around an element that holds anybody's own words, or null. */
function written(element) {
  const form = element.closest("form[method=post]:not([data-search])");
  return form?.querySelector("textarea, select, input:not([type=hidden])") ? form : null;
}

function complain(element, words) {
  const link = Object.assign(document.createElement("a"), { href: login, target: "_blank", textContent: "打开登录页" });
  const content = [LOST, EXPIRED].includes(words) ? [words, link] : [words];
  const form = written(element);
  if (!form) {
    say(...content);
    return;
  }
  const note = document.createElement("div");
  note.className = "note alert";
  note.setAttribute("role", "alert");
  note.dataset.trouble = "";
  note.append(...content);
  (form.querySelector(".form-end") || form.lastElementChild).before(note);
  note.scrollIntoView({ block: "nearest" });
}

/* Logging in, in another window too, changes the token that every form must send. */
function freshToken() {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (token) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => (field.value = token));
  return token;
}
window.addEventListener("focus", freshToken);
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = detail.verb === "get" ? null : freshToken();
  if (token) detail.headers["X-CSRFToken"] = detail.parameters.csrfmiddlewaretoken = token;
});

/* A form that htmx does not send leaves its page only if there is an answer and a session: the log-in page sends on whoever has one. */
async function goOn(form, submitter) {
  const answer = await fetch(login, { method: "HEAD", redirect: "manual" }).catch(() => null);
  release(form);
  if (answer?.type === "opaqueredirect") {
    freshToken();
    sure.add(form);
    form.requestSubmit(submitter);
  } else {
    complain(form, answer ? (answer.ok ? LOST : FAULT) : OFFLINE);
  }
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (new URL(detail.xhr.responseURL || location.href).pathname !== login) return;
  detail.shouldSwap = false;
  if (typed || written(detail.requestConfig.elt)) complain(detail.requestConfig.elt, LOST);
  else location.reload();
});
document.addEventListener("htmx:responseError", ({ detail }) => {
  complain(detail.requestConfig.elt, detail.xhr.status === 403 ? EXPIRED : REFUSED[detail.xhr.status] || FAULT);
});
document.addEventListener("htmx:sendError", ({ detail }) => complain(detail.requestConfig.elt, OFFLINE));

/* ---- htmx: go to what was refused, close a dialog when the server says so. ---- */

document.addEventListener("htmx:afterSettle", (event) => {
  scheduleToasts();
  const invalid = event.target.querySelector?.("[aria-invalid=true]");
  const dialog = event.target.closest?.("dialog[data-fill]");
  if (dialog) openDialog(dialog);
  invalid?.focus();
});
document.addEventListener("dialog:close", () => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));

showKeys();
scheduleToasts();
document.querySelectorAll("dialog[data-open]").forEach(openDialog);

/* ---- a page that brings news: the keyboard goes on from 记一笔, and the news is put in anew, since only what changes is read out. ---- */

const news = document.getElementById("toasts");
if (news?.firstElementChild) {
  const start = document.querySelector(".topbar [data-key=n]") || document.getElementById("content");
  if (document.activeElement === document.body) start.focus({ preventScroll: true });
  setTimeout(() => news.replaceChildren(...news.children), 200);
}
