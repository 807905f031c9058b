/* The lists of the day: after a tap on a row the hand goes on to the next one, and a number that has come is dialled at once.
   Every tap works without it. */

function goOn(row) {
  const hand = document.activeElement;
  if (hand !== document.body && !row.contains(hand)) return; // he has gone elsewhere himself
  if (row.querySelector("[role=alert], details[open]")) return;
  const next = row.nextElementSibling?.matches("[data-row]") ? row.nextElementSibling : row;
  next.querySelector("a[href], button")?.focus({ preventScroll: true });
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
