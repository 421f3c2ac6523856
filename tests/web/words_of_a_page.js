// What does a page say, and which of it is no translation? Data says so itself: it stands in <bdi>,
// <code>, <kbd>, <pre>, <samp>, <time>, a field, or under translate="no". Everything else has to
// stand in the brackets of the pseudo-locale. What attributes say (they can hold no elements) may
// repeat data of the page.
() => {
  const DATA = "bdi, code, kbd, pre, samp, time, textarea, [translate=no], script, style, noscript";
  const READ = ["aria-label", "title", "placeholder", "alt", "data-label"];
  const letters = /\p{L}{2}/u;
  const found = [];
  let depth = 0;
  const outside = (text) => {
    let left = "";
    for (const sign of text) {
      if (sign === "⟦") depth += 1;
      if (depth === 0) left += sign;
      if (sign === "⟧") depth -= 1;
    }
    return left;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    if (node.parentElement.closest(DATA)) continue;
    const left = outside(node.data);
    if (letters.test(left)) found.push(`text: ${left.trim().slice(0, 120)}`);
  }
  if (depth) found.push("brackets that do not match");
  depth = 0;
  const said = [...document.querySelectorAll(DATA)].map((e) => e.textContent.trim()).filter(Boolean);
  said.sort((a, b) => b.length - a.length);
  const rest = (text) => said.reduce((left, data) => left.replaceAll(data, ""), outside(text));
  for (const element of document.querySelectorAll(READ.map((name) => `[${name}]`).join(","))) {
    if (element.closest(DATA)) continue;
    for (const name of READ) {
      const text = element.getAttribute(name) || "";
      if (letters.test(rest(text))) found.push(`${name}: ${text.slice(0, 120)}`);
    }
  }
  const title = document.title.replace(" · Levee", "");
  if (letters.test(rest(title))) found.push(`document: ${title}`);
  return found;
}
