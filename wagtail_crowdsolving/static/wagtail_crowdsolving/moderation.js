// The desk of the moderators: what spares a hand, where the page works without.

const text = document.getElementById("desk-text");
if (text?.hasAttribute("autofocus")) text.focus();

for (const undo of document.querySelectorAll("[data-desk-undo]")) {
  // What stands in the page with its words is not read aloud.
  const status = undo.querySelector("[role=status]");
  const said = status.textContent;
  status.textContent = "";
  setTimeout(() => {
    status.textContent = said;
  }, 100);
  // Too late is said by the server; nobody's focus is taken away.
  setTimeout(() => {
    if (!undo.contains(document.activeElement)) undo.hidden = true;
  }, Number(undo.dataset.deskUndo) * 1000);
}

for (const choice of document.querySelectorAll("[data-desk-choice]")) {
  const summary = choice.querySelector("summary");
  const first = choice.querySelector("select, textarea");
  const focusFirst = () => choice.open && first.focus();
  choice.addEventListener("toggle", (event) => {
    if (event.target !== choice) return;
    for (const other of document.querySelectorAll("[data-desk-choice]")) {
      if (choice.open && other !== choice) other.open = false;
    }
    focusFirst();
  });
  choice.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && choice.open) {
      choice.open = false;
      summary.focus();
    }
  });
  if (choice.open) (choice.querySelector("[aria-invalid=true]") ?? first).focus();

  const starters = choice.querySelector("[data-desk-starters]");
  if (!starters) continue;
  const sentences = new Map(
    Array.from(starters.querySelectorAll("[data-rule]"), (item) => [item.dataset.rule, item.textContent]),
  );
  const rule = choice.querySelector("select");
  const reason = choice.querySelector("textarea[name=reason]");
  const untouched = new Set(["", ...sentences.values()]);
  starters.hidden = true;
  rule.addEventListener("change", () => {
    // What the moderator has written is theirs.
    if (untouched.has(reason.value)) reason.value = sentences.get(rule.value) ?? "";
  });
}
