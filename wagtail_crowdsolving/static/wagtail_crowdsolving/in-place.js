/* Buttons that turn something on and off (support, follow) answer where they are.
 *
 * The buttons of form[data-in-place], wherever they stand: without this, or where the answer is no
 * answer, the form is sent and the page comes back at the same place. The status is in the page
 * before it says anything: what appears with its text is not read aloud.
 */

const status = document.createElement("p");
status.className = "cs-visually-hidden";
status.setAttribute("role", "status");
document.body.append(status);

for (const form of document.querySelectorAll("form[data-in-place]")) {
  let isPlain = false;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (isPlain || !button) return;
    event.preventDefault();
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      const address = button.hasAttribute("formaction") ? button.formAction : form.action;
      const response = await fetch(address, {
        method: "POST",
        body: new FormData(form, button),
        headers: { "X-Requested-With": "fetch" },
        redirect: "error",
      });
      if (!response.ok) throw new Error(response.status);
      show(button, await response.json());
    } catch {
      isPlain = true;
      form.requestSubmit(button);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

function show(button, { said, label, isOn, number }) {
  button.textContent = label;
  button.name = isOn ? "undo" : "";
  button.value = isOn ? "1" : "";
  status.textContent = said;
  if (!button.formAction.endsWith("/support/")) return;
  const meta = button.closest("article").querySelector(".cs-contribution__meta");
  let place = meta.querySelector("[data-in-place-number]");
  if (!place) {
    place = document.createElement("span");
    place.dataset.inPlaceNumber = "";
    meta.append(" ", place);
  }
  place.textContent = number;
  place.hidden = !number;
}
