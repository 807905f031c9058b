/* Nothing typed is ever lost: the form stays as it is and says what happened, whatever the server answers, or does not. */

import { say } from "./toasts.js";

export const login = document.querySelector("[data-login]").dataset.login; // the body, in the admin the script itself
export const LOST = "登录已过期，您写的内容还在。请在新窗口登录后回到这里再保存一次。";
export const OFFLINE = "网络不通，没有收到答复；您写的内容还在，请稍后再保存一次。";
export const FAULT = "系统出错，没有成功；您写的内容还在，请稍后再保存一次。";
const EXPIRED = "没有成功，您写的内容还在。这一页可能已过期：请在新窗口登录后回到这里再试一次；仍然不行，就是您没有这项操作的权限。";
const REFUSED = { 404: "这条记录已不在您的范围内，没有成功；您写的内容还在。", 413: "内容太大，没有提交。" };

let typed = false;
document.addEventListener("input", (event) => (typed ||= Boolean(written(event.target))));

/* The form around an element that holds anybody's own words, or null. */
export function written(element) {
  const form = element.closest("form[method=post]:not([data-search])");
  return form?.querySelector("textarea, select, input:not([type=hidden])") ? form : null;
}

export function complain(element, words) {
  const link = Object.assign(document.createElement("a"), { href: login, target: "_blank", textContent: "打开登录页" });
  const content = [LOST, EXPIRED].includes(words) ? [words, link] : [words];
  const form = written(element);
  if (!form) {
    say(...content);
    return;
  }
  form.querySelector("[data-trouble]")?.remove();
  const note = document.createElement("div");
  note.className = "note alert";
  note.setAttribute("role", "alert");
  note.dataset.trouble = "";
  note.append(...content);
  (form.querySelector(".form-end") || form.lastElementChild).before(note);
  note.scrollIntoView({ block: "center" }); // the buttons stick to the bottom and would cover it
}

/* Logging in, in another window too, changes the token that every form must send. */
export function freshToken() {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (token) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => (field.value = token));
  return token;
}
window.addEventListener("focus", freshToken);
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = detail.verb === "get" ? null : freshToken();
  if (token) detail.headers["X-CSRFToken"] = detail.parameters.csrfmiddlewaretoken = token;
});

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

/* A swap takes no word away: what was typed in the piece that it replaces, and not sent, goes into the same field of the same form
   in what comes, at once or when that form is shown again. The form of 记一笔 is kept by the server (contacts.js). */
const FIELDS = "input:not([type=hidden], [type=file], [type=password]), textarea, select";
const kept = new Map();

const isChoice = (field) => field.matches("[type=checkbox], [type=radio]");
const formOf = (field) => field.form?.getAttribute("action");
const keyOf = (field) => [formOf(field), field.name, isChoice(field) ? field.value : ""].join(" ");
const carries = (field) => field.name && formOf(field) && !field.form.matches("[data-drafts]");

function isChanged(field) {
  if (isChoice(field)) return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue;
  return field.value !== (field.querySelector("[selected]") || field.options[0])?.value;
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.shouldSwap) return;
  const { elt, formData } = detail.requestConfig;
  const wentAlong = (field) => field.form === elt.closest("form") && formData.has(field.name);
  for (const field of [...detail.target.querySelectorAll(FIELDS)].filter(carries)) {
    const isOpen = wentAlong(field) ? !isChoice(field) && !formData.getAll(field.name).includes(field.value) : isChanged(field);
    if (isOpen) kept.set(keyOf(field), isChoice(field) ? field.checked : field.value);
  }
});

document.addEventListener("htmx:afterSwap", () => {
  if (!kept.size) return;
  for (const field of [...document.querySelectorAll(FIELDS)].filter(carries)) {
    const value = kept.get(keyOf(field));
    if (value === undefined || isChanged(field)) continue;
    if (isChoice(field)) field.checked = value;
    else field.value = value;
    kept.delete(keyOf(field));
    field.closest("details")?.setAttribute("open", "");
  }
});
