/* News in a corner: good news leaves by itself, the rest waits to be read. */

const news = document.getElementById("toasts");

function schedule() {
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

export function say(...content) {
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

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest("[data-toast]").remove();
});
document.addEventListener("htmx:afterSettle", schedule);
schedule();

/* A page that brings news: the keyboard goes on from 记一笔, and the news is put in anew, since only what changes is read out.
   A dialog that opens with the page has the focus already: dialogs.js stands before this file (base.html). */
if (news?.firstElementChild) {
  const start = document.querySelector(".topbar [data-key=n]") || document.getElementById("content");
  if (document.activeElement === document.body) start.focus({ preventScroll: true });
  setTimeout(() => news.replaceChildren(...news.children), 200);
}
