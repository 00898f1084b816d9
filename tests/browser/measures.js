// What a page looks like to a finger and an eye; gives complaints, one line each.
(() => {
  const complaints = [];
  const name = (element) => {
    const words = (element.innerText || element.value || element.getAttribute("aria-label") || "").trim().slice(0, 30);
    const [tag, parent] = [element, element.parentElement].map((each) => `${each.tagName.toLowerCase()}.${each.className}`);
    return `${parent} > ${tag} ${words}`;
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".vh, .skip");

  // Targets of 44 by 44 px. A link inside a sentence is as high as its line; a box belongs to its label.
  const inSentence = (element) =>
    element.matches("a") && getComputedStyle(element).display === "inline" &&
    element.parentElement.innerText.trim().length > element.innerText.trim().length;
  for (const element of document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")) {
    if (!shown(element) || inSentence(element)) continue;
    const target = element.matches("[type=checkbox], [type=radio]") ? element.closest("label") || element : element;
    const { width, height } = target.getBoundingClientRect();
    if (width < 43.5 || height < 43.5) complaints.push(`target of ${width.toFixed(0)}×${height.toFixed(0)} px: ${name(target)}`);
  }
  // Fields of a size that a thumb hits.
  for (const field of document.querySelectorAll("main .input, main .select")) {
    const { height } = field.getBoundingClientRect();
    const asked = field.closest(".filters") ? 43.5 : 47.5;
    if (shown(field) && (height < asked || height > 56.5)) complaints.push(`field ${height.toFixed(0)} px high: ${name(field)}`);
  }
  // Text of 16 px that is not squeezed into a column of single characters.
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const element = text.parentElement;
    const words = text.textContent.trim();
    if (!words || element.closest("svg, script, style, option") || !shown(element)) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < 15.9) complaints.push(`text of ${size} px: ${name(element)}`);
    const range = document.createRange();
    range.selectNodeContents(text);
    const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size;
    if (lines > 3 && words.length / lines < 3) complaints.push(`${words.length} characters on ${lines} lines: ${name(element)}`);
  }
  return [...new Set(complaints)];
})();
