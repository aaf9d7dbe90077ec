// In the Wagtail editor: only the fields of the chosen starting situation are shown.
const choice = document.querySelector('select[name="situation"]');
const panels = document.querySelectorAll("[data-situation]");

function show() {
  for (const panel of panels) {
    // A field with an error stays in sight, whatever its situation.
    const wrong = panel.querySelector(".error-message") !== null;
    panel.hidden = panel.dataset.situation !== choice.value && !wrong;
  }
}

if (choice && panels.length) {
  choice.addEventListener("change", show);
  show();
}
