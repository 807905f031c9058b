/* Words for elsewhere: a button with [data-copies=id] copies those of that element, and greetings.js its letter.
   Where the browser gives no clipboard they are selected instead. */

const STAYS = 4000; // milliseconds

export async function copy(button, text, select) {
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "已复制";
  } catch {
    select();
    button.textContent = "请按 Ctrl C 复制";
  }
  setTimeout(() => (button.textContent = words), STAYS);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copies]");
  const words = button && document.getElementById(button.dataset.copies);
  if (words) copy(button, words.textContent, () => getSelection().selectAllChildren(words));
});
