// Puts a button beside each command. Where a browser gives no clipboard (no TLS) the command is
// selected instead, and the button says so. Without this script a click selects it whole.
(() => {
  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };
  for (const command of document.querySelectorAll("pre[data-copy]")) {
    const words = command.dataset, code = command.querySelector("code");
    const button = document.createElement("button");
    const said = document.createElement("span");
    button.type = "button";
    button.className = "second-button copy";
    button.textContent = words.copy;
    button.setAttribute("aria-label", `${words.copy}: ${command.getAttribute("aria-label")}`);
    said.className = "quiet";
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        said.textContent = words.copied;
      } catch {
        select(code);
        said.textContent = words.selected;
      }
    });
    command.after(button, said);
  }
})();
