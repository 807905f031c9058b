/* Reviewing greetings from the keyboard: Ctrl or ⌘ with Enter approves, the copy button fills the clipboard once the server has looked at the text.
   What was typed goes along when the greeting is finished by hand, and is kept after a pause and when the page is left.
   Everything works without it. */

import { copy } from "./copies.js";

const letter = document.querySelector("[data-letter]");

document.addEventListener("keydown", (event) => {
  const approve = document.querySelector("[data-approve]");
  const wanted = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
  if (!wanted || !approve || event.repeat || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  approve.form.requestSubmit(approve);
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async (event) => {
    if (!navigator.clipboard) return; // the form asks, and the page says when the text may go
    event.preventDefault();
    clearTimeout(timer);
    await keeping;
    const said = await ask(button.formAction, letter.value);
    if (said.text !== undefined) await copy(button, said.text, () => letter.select());
  });
}

for (const form of document.querySelectorAll("[data-takes-letter]")) {
  form.addEventListener("submit", () => {
    const held = form.querySelector("[name=text]");
    if (letter && held) held.value = letter.value;
  });
}

/* ---- what is written is kept as the draft's text; the server answers with the version that the forms name as `seen` from then on. ---- */

const PAUSE = 2500;
const word = document.querySelector("[data-kept]");
let kept = letter?.hasAttribute("data-unkept") ? null : letter?.defaultValue;
let keeping = null;
let leaves = false; // a form of this page goes out with the text, or closes the greeting
let timer;

async function ask(address, text) {
  const { csrfmiddlewaretoken, seen, opened } = letter.form.elements;
  const about = { csrfmiddlewaretoken: csrfmiddlewaretoken.value, seen: seen.value, opened: opened.value, text };
  const body = new URLSearchParams(about);
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(address, { method: "POST", body, headers, keepalive: true, redirect: "manual" });
    const said = await answer.json();
    if (answer.ok) {
      kept = text;
      document.querySelectorAll("[name=seen]").forEach((field) => (field.value = said.seen));
    }
    word.textContent = said.problem || "存下了，还没有定稿。";
    return said;
  } catch {
    word.textContent = "没有存下：请检查网络和登录，先不要关闭本页。";
    return {};
  }
}

function keep() {
  clearTimeout(timer);
  const text = letter.value;
  if (leaves || keeping || text === kept) return;
  keeping = ask(letter.dataset.letter, text).finally(() => {
    keeping = null;
    if (letter.value !== text) later(); // written while the text was on its way
  });
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
}

if (letter) {
  letter.addEventListener("input", later);
  if (kept === null) later();
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  window.addEventListener("pagehide", keep);
  // Before the page's other listeners: a form waits until the text on its way has arrived, else its version would be old.
  window.addEventListener(
    "submit",
    async (event) => {
      if (event.target.method !== "post" || !event.target.elements.seen) return;
      clearTimeout(timer);
      leaves = true;
      if (!keeping) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      await keeping;
      event.target.requestSubmit(event.submitter);
    },
    true,
  );
  // The form did not get through, and the person goes on writing.
  window.addEventListener("released", () => {
    leaves = false;
    later();
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}
