/* 记一笔: what a person touched himself no reading overwrites, and what is typed is kept by the server until it is saved.
   Nothing stays in the browser. Everything works without it. */

import { LOST, complain, freshToken } from "./typed.js";

const PAUSE = 2500; // milliseconds of rest before it is kept
const AGAIN = 5000;
const KEPT = "已存下，还没有记下。";
const WAITS = "还没有存下，文字还在这一页上；稍后自动再存。";
const OFFLINE = "没有网络，文字还在这一页上；恢复后自动存下。";

let edits = 0; // counts every change, so that an answer knows whether it is late
let readAt = 0;
let keeping = null;
let leaves = false;
let timer;

const around = (element) => element.closest?.("form[data-drafts]");

function say(form, words) {
  const place = form.querySelector("[data-kept]");
  if (place) place.textContent = words;
}

async function send(form, made) {
  const headers = { "X-CSRFToken": freshToken() || "" };
  const options = { method: "POST", body: new FormData(form), headers, redirect: "manual", keepalive: true };
  const answer = await fetch(form.dataset.drafts, options).catch(() => null);
  if (!answer) say(form, OFFLINE);
  else if (answer.type === "opaqueredirect") complain(form, LOST);
  else say(form, answer.ok ? KEPT : WAITS);
  return answer?.ok ? made : -1;
}

function keep(form) {
  clearTimeout(timer);
  if (leaves || keeping || !form.isConnected) return;
  const made = edits;
  keeping = send(form, made).then((kept) => {
    keeping = null;
    if (kept < 0) later(form, AGAIN);
    else if (edits !== made) later(form, PAUSE);
  });
}

function later(form, pause) {
  clearTimeout(timer);
  timer = setTimeout(() => keep(form), pause);
}

function touched(event) {
  const form = around(event.target);
  const names = form?.querySelector("[name=touched]");
  if (!names || !event.target.name) return;
  edits += 1;
  leaves = false;
  if (!event.target.matches("[data-line]")) names.value = [...new Set([...names.value.split(" "), event.target.name])].join(" ").trim();
  later(form, PAUSE);
}

document.addEventListener("input", touched);
document.addEventListener("change", touched);
document.addEventListener("click", (event) => event.target.matches("input[type=radio]") && touched(event));

/* A reading that comes after a person went on is not shown; the line is read once more. */
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches?.("[data-reads]")) readAt = edits;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "contact_heard" || edits === readAt) return;
  event.detail.shouldSwap = false;
  event.detail.requestConfig.elt.dispatchEvent(new Event("again"));
});

function leave() {
  const form = document.querySelector("form[data-drafts]");
  if (form && timer && edits) keep(form);
}
document.addEventListener("visibilitychange", () => document.hidden && leave());
window.addEventListener("pagehide", leave);
window.addEventListener("online", () => leave());

/* A dialog that is closed over what was typed keeps it at once; opened again, it waits until that is kept. */
document.addEventListener("close", ({ target: dialog }) => dialog.querySelector("#contact_form") && leave(), true);
document.addEventListener("htmx:confirm", (event) => {
  if (!keeping || event.detail.target?.id !== "contact_dialog_body" || around(event.target)) return;
  event.preventDefault();
  keeping.then(() => event.detail.issueRequest(true));
});

/* Before the other listeners: the form waits for what is on its way to be kept, else that would outlive it. */
window.addEventListener(
  "submit",
  async (event) => {
    const form = around(event.target);
    if (!form) return;
    clearTimeout(timer);
    timer = null;
    leaves = true;
    if (!keeping) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await keeping;
    clearTimeout(timer);
    timer = null;
    form.requestSubmit(event.submitter);
  },
  true,
);
window.addEventListener("released", (event) => {
  if (around(event.target)) leaves = false;
});
