// Which instants are written as plain text? Nobody could read them in their own zone. A day of a
// calendar is no instant.
() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const plain = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d{1,2} [A-Z][a-z]{2}( \d{4})?,? \d\d:\d\d/;
  for (let node; (node = walker.nextNode());) {
    if (node.parentElement.closest("time, pre, code, textarea, script, .hint")) continue;
    if (plain.test(node.data)) found.push(node.data.trim().slice(0, 120));
  }
  for (const time of document.querySelectorAll("time[datetime*=T]"))
    if (!/\d{4}-\d\d-\d\dT.*\(.+\)/.test(time.title))
      found.push(`no instant: ${time.outerHTML}`);
  return found;
}
