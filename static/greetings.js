/* Reviewing greetings from the keyboard: Ctrl or ⌘ with Enter approves, the copy button fills the clipboard.
   What was typed goes along when the greeting is finished by hand. Everything works without it. */

const letter = document.querySelector("[data-letter]");

document.addEventListener("keydown", (event) => {
  const approve = document.querySelector("[data-approve]");
  const wanted = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
  if (!wanted || !approve || event.repeat || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  approve.form.requestSubmit(approve);
});

for (const button of document.querySelectorAll("[data-copy]")) {
  const words = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(letter.value);
      button.textContent = "已复制";
    } catch {
      letter.select();
      button.textContent = "请按 Ctrl C 复制";
    }
    setTimeout(() => (button.textContent = words), 4000);
  });
}

for (const form of document.querySelectorAll("[data-takes-letter]")) {
  form.addEventListener("submit", () => {
    const held = form.querySelector("[name=text]");
    if (letter && held) held.value = letter.value;
  });
}
