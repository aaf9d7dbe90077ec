/* Small helps for whoever writes a contribution. Everything works without them.
 *
 * form[data-contribution]:
 * - shows the help and the fields of the chosen kind, and no others;
 * - where it has a [data-draft-status], keeps what was typed as a draft, a few seconds after the
 *   last key, and says so there in the words of data-saved and data-unsaved.
 */

const PAUSE = 4000;

function follow(form) {
  const helps = [...form.querySelectorAll("[data-kind-help]")];
  const extra = ["place", "link"].map((name) => form.elements[name]).filter(Boolean);
  const show = () => {
    const kind = form.querySelector('[name="kind"]:checked')?.value;
    for (const help of helps) help.hidden = Boolean(kind) && help.dataset.kindHelp !== kind;
    for (const input of extra) {
      const field = input.closest(".cs-field");
      // What holds something, or is wrong, stays in sight.
      field.hidden =
        kind === "idea" && !input.value && !field.classList.contains("cs-field--error");
    }
  };
  form.addEventListener("change", show);
  show();
}

function keepDraft(form, status) {
  let timer;
  let sending;
  let waits = false;
  let changed = false;
  let sent = false;
  // A draft keeps words; files are kept by a button of the form.
  const holdsFiles = () =>
    [...form.querySelectorAll('[type="file"]')].some((input) => input.files.length);
  const save = async () => {
    // One request at a time: each brings the version that the next one needs.
    waits = Boolean(sending);
    if (waits) return;
    const data = new FormData();
    // Words only: files would be sent again and again.
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") data.append(name, value);
    }
    data.set("go", "draft");
    changed = false;
    sending = new AbortController();
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: data,
        headers: { "X-Requested-With": "fetch" },
        redirect: "error",
        signal: sending.signal,
      });
      const answer = response.ok || response.status === 409 ? await response.json() : {};
      if (response.ok) {
        form.elements.version.value = answer.version;
      } else {
        changed = true;
      }
      status.textContent = response.ok
        ? form.dataset.saved
        : `${form.dataset.unsaved} ${answer.message ?? ""}`.trim();
    } catch (error) {
      if (error.name !== "AbortError") {
        changed = true;
        status.textContent = form.dataset.unsaved;
      }
    }
    sending = undefined;
    if (waits) save();
  };
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  window.addEventListener("beforeunload", (event) => {
    if ((changed || holdsFiles()) && !sent) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    changed = false;
    sent = true;
    clearTimeout(timer);
    waits = false;
    sending?.abort();
  });
}

for (const form of document.querySelectorAll("form[data-contribution]")) {
  follow(form);
  const status = form.querySelector("[data-draft-status]");
  if (status) keepDraft(form, status);
}

document.querySelector("[data-autofocus]")?.focus();
