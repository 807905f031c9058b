/* The lists of the day: after a tap on a row the hand goes on to the next one, and a number that has come is dialled at once.
   Every tap works without it. */

function goOn(row) {
  const hand = document.activeElement;
  if (hand !== document.body && !row.contains(hand)) return; // he has gone elsewhere himself
  if (row.querySelector("[role=alert], details[open]")) return;
  const next = row.nextElementSibling?.matches("[data-row]") ? row.nextElementSibling : row;
  next.querySelector("a[href], button")?.focus({ preventScroll: true });
}

/* A list that comes back whole: what was refused is read first, else the hand stays at its row, or at the one in its place. */
let left;

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  const row = target.closest("[data-whole] [data-row]");
  left = row && { row: row.id, rows: row.parentElement.id, number: [...row.parentElement.children].indexOf(row) };
});

function comeBack(whole) {
  const refused = whole.querySelector(".errors, [role=alert]");
  const rows = left?.rows ? document.getElementById(left.rows)?.children ?? [] : [];
  const row = document.getElementById(left?.row) ?? rows[Math.min(left?.number, rows.length - 1)];
  const hand = refused ? refused.closest(".field")?.querySelector("input, select") ?? refused : row?.querySelector("a[href], button");
  hand?.focus({ preventScroll: true });
  hand?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:afterSettle", (event) => {
  const link = event.target.querySelector?.("[data-dials]");
  if (link && event.target.matches(".dial")) {
    link.focus({ preventScroll: true });
    link.click();
  } else if (event.target.matches?.("details.pop")) {
    show(event.target);
  } else if (event.target.matches?.("[data-row]")) {
    goOn(event.target);
  } else if (event.target.matches?.("[data-whole]")) {
    comeBack(event.target);
  }
});

/* What pops up beside a button, there from the start or fetched when it was pressed, closes with Escape, and when the hand goes
   elsewhere. */
const openPops = () => document.querySelectorAll("details.pop[open]");

function show(pop) {
  pop.querySelector("[aria-invalid=true], button")?.focus({ preventScroll: true });
  pop.querySelector("div").scrollIntoView({ block: "nearest" }); // near the lower edge it would stay out of sight
}

document.addEventListener("toggle", ({ target: pop }) => pop.matches("details.pop[open]") && show(pop), true);
document.addEventListener("click", (event) => openPops().forEach((pop) => pop.contains(event.target) || pop.removeAttribute("open")));
document.addEventListener("keydown", (event) => {
  const pop = event.key === "Escape" && event.target.closest("details.pop[open]");
  if (!pop) return;
  pop.removeAttribute("open");
  pop.querySelector("summary").focus();
});
