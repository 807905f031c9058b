/* [data-dialog=id] opens a dialog, [data-close] closes it; one that a fragment fills, and a refused form, open by themselves. */

function openDialog(dialog) {
  if (dialog.open) return;
  dialog.showModal();
  const first = ["[aria-invalid=true]", "[autofocus]", "[data-line]", ".body input:checked", ".body :is(input:not([type=hidden]), select, textarea)"];
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
});

/* After a swap the hand goes to what was refused. */
document.addEventListener("htmx:afterSettle", (event) => {
  const invalid = event.target.querySelector?.("[aria-invalid=true]");
  const dialog = event.target.closest?.("dialog[data-fill]");
  if (dialog) openDialog(dialog);
  invalid?.focus();
});

document.addEventListener("dialog:close", () => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));
document.querySelectorAll("dialog[data-open]").forEach(openDialog);
if (!document.querySelector("dialog[open]")) document.querySelector("main [aria-invalid=true]")?.focus();
