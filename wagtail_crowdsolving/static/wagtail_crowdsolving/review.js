/* A draft (of a review, of a step of a proposal) saves itself while one writes, and who leaves before it
 * is saved is warned. Without this, the buttons of the form save it.
 *
 * The form carries the address (data-draft) and the words of each state; [data-saved] shows them.
 * One request at a time: each brings the version that the next one needs.
 */

const PAUSE = 1500;
const RETRY = 15000;

// Files would be sent again and again: a button of the form sends them.
function words(form) {
  const data = new FormData();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") data.append(name, value);
  }
  return data;
}

const holdsFiles = (form) =>
  [...form.querySelectorAll('[type="file"]')].some((input) => input.files.length);

for (const form of document.querySelectorAll("form[data-draft]")) {
  const status = form.querySelector("[data-saved]");
  const { draft, unsaved, saving, failed, signedOut } = form.dataset;
  let timer = null;
  let busy = null;
  let wait = PAUSE;
  let dirty = false;
  let stopped = false;
  let sent = false;

  const say = (text, isWrong = false) => {
    status.textContent = text;
    status.classList.toggle("cs-saved--wrong", isWrong);
  };
  const plan = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  async function save(leaving = false) {
    if (busy || !dirty || stopped) return;
    clearTimeout(timer);
    wait = PAUSE;
    busy = send(leaving === true);
    await busy;
    busy = null;
    if (dirty && !stopped) plan(wait);
  }

  async function send(leaving) {
    dirty = false;
    say(saving);
    try {
      const answer = await fetch(draft, {
        method: "POST",
        body: words(form),
        credentials: "same-origin",
        keepalive: leaving,
      });
      const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
      if (isJson && answer.ok) {
        const { version, message } = await answer.json();
        form.elements.version.value = version;
        if (!dirty) say(message);
      } else if (isJson) {
        stopped = dirty = true;
        say((await answer.json()).message, true);
      } else if (answer.redirected || answer.status === 403) {
        stopped = dirty = true;
        say(signedOut, true);
      } else {
        throw new Error(answer.status);
      }
    } catch {
      dirty = true;
      say(failed, true);
      wait = RETRY;
    }
  }

  form.addEventListener("input", () => {
    dirty = true;
    if (stopped) return;
    if (!busy) say(unsaved);
    plan(PAUSE);
  });
  form.addEventListener("submit", async (event) => {
    const { submitter } = event;
    stopped = true;
    clearTimeout(timer);
    if (busy) {
      // What is under way brings the version that this request needs.
      event.preventDefault();
      await busy;
      sent = true;
      form.requestSubmit(submitter);
      return;
    }
    sent = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if ((dirty || busy || holdsFiles(form)) && !sent) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
}
