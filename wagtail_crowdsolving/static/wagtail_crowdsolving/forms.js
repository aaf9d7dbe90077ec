/* Small helps for forms. Everything works without them.
 *
 * - a text with data-max-length gets a counter, in the words of data-left and data-over: a long one
 *   always, a line as soon as it comes near its end;
 * - the first [data-autofocus] of the page, a summary of errors, receives the focus;
 * - fieldset[data-situation] follows the select named "situation" of its form.
 */

const NEAR = 20;
const numbers = new Intl.NumberFormat(document.documentElement.lang || undefined);

for (const area of document.querySelectorAll("[data-max-length]")) {
  const most = Number(area.dataset.maxLength);
  const counter = document.createElement("p");
  counter.className = "cs-help cs-counter";
  counter.id = `${area.id}_counter`;
  area.after(counter);
  const described = area.getAttribute("aria-describedby");
  area.setAttribute("aria-describedby", described ? `${described} ${counter.id}` : counter.id);
  const count = () => {
    const left = most - [...area.value.trim()].length;
    counter.textContent = (left < 0 ? area.dataset.over : area.dataset.left).replace(
      "%s",
      numbers.format(Math.abs(left)),
    );
    counter.classList.toggle("cs-counter--over", left < 0);
    counter.hidden = area.matches("input") && left > NEAR;
  };
  area.addEventListener("input", count);
  count();
}

for (const select of document.querySelectorAll('select[name="situation"]')) {
  const groups = select.form.querySelectorAll("fieldset[data-situation]");
  const show = () => {
    for (const group of groups) group.hidden = group.dataset.situation !== select.value;
  };
  select.addEventListener("change", show);
  show();
}

document.querySelector("[data-autofocus]")?.focus();
