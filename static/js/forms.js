/* A form is sent once, a double tap is not a second contact; buttons beside a field fill it in (+7 days, 5 minutes). */

import { FAULT, LOST, OFFLINE, complain, freshToken, login, written } from "./typed.js";

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const quick = event.target.closest("[data-fill-in]");
  const field = quick && document.getElementById(quick.dataset.fillIn);
  if (!field) return;
  field.value = quick.dataset.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

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

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[hx-post]")) return;
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
