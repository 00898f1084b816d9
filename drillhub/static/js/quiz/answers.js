// What a question's fields say, in the shape the server takes: "b" | ["a", "c"] | true | "12.5" | ["b", "a"] | "text".
// null: not answered; an order in which items are missing is none yet.

export function answerOf({ kind, element }) {
  const marked = [...element.querySelectorAll("[data-answer]:checked")].map((field) => field.value);
  if (kind === "multiple") return marked.length ? marked : null;
  if (kind === "true_false") return marked.length ? marked[0] === "true" : null;
  if (kind === "single") return marked[0] ?? null;
  if (kind === "ordering") return orderOf(ranksOf(element));
  return element.querySelector("[data-answer]").value.trim() || null;
}

function ranksOf(element) {
  return [...element.querySelectorAll("select[data-answer]")];
}

function orderOf(ranks) {
  const distinct = new Set(ranks.map((rank) => rank.value).filter(Boolean));
  if (distinct.size < ranks.length) return null;
  return [...ranks].sort((one, other) => one.value - other.value).map((rank) => rank.dataset.item);
}

// How many items still have no place in an order that was begun; 0 when nothing or everything is ranked.
export function itemsLeft({ kind, element }) {
  if (kind !== "ordering") return 0;
  const left = ranksOf(element).filter((rank) => !rank.value).length;
  return left < ranksOf(element).length ? left : 0;
}

export function show({ kind, element }, response) {
  for (const field of element.querySelectorAll("[data-answer]")) {
    if (kind === "ordering") field.value = (response || []).indexOf(field.dataset.item) + 1 || "";
    else if (kind === "numeric" || kind === "short_text") field.value = response ?? "";
    else field.checked = [response].flat().map(String).includes(field.value);
  }
  element.dispatchEvent(new CustomEvent("shown"));
}

// An answer in words, as the question names it.
export function words({ kind, element }, response) {
  if (response === null || response === undefined) return "";
  if (kind === "numeric" || kind === "short_text") return String(response);
  const named = [response].flat().map((id) => element.querySelector(`[data-named="${CSS.escape(String(id))}"]`)?.textContent ?? "");
  return named.join(kind === "ordering" ? " → " : "、");
}

export function sameAnswer(one, other) {
  const plain = (response) => JSON.stringify(Array.isArray(response) ? response.map(String) : String(response ?? ""));
  return plain(one) === plain(other);
}

// Ranking by touching the items one after the other. The selects stay what is read and sent; they are only out of sight.
export function offerRanking({ element }, say) {
  const ranks = ranksOf(element);
  const buttons = ranks.map((rank) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "choice rank";
    button.append(document.createElement("b"), document.createElement("span"));
    button.lastChild.textContent = element.querySelector(`[data-named="${CSS.escape(rank.dataset.item)}"]`).textContent;
    button.addEventListener("click", () => touch(rank));
    rank.closest("li").append(button);
    rank.closest("[data-rank]").hidden = true;
    return button;
  });
  const help = element.querySelector("[data-ranking-help]");
  help.textContent = say.touch_in_order;

  function touch(rank) {
    const taken = Number(rank.value);
    const next = ranks.filter((each) => each.value).length + 1;
    for (const each of ranks) if (taken && each.value > taken) each.value = each.value - 1;
    rank.value = taken ? "" : next;
    paint();
    rank.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function paint() {
    for (const [index, rank] of ranks.entries()) {
      buttons[index].setAttribute("aria-pressed", String(Boolean(rank.value)));
      buttons[index].firstChild.textContent = rank.value ? say.rank.replace("{number}", rank.value) : say.no_rank;
    }
  }

  element.addEventListener("shown", paint);
  paint();
}
