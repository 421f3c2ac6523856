// Adds each new Event of the open ticket to its timeline as the server tells it, lets the rest of
// the page know, and says who else is writing. Without this script the timeline is as new as the page.
(() => {
  const timeline = document.querySelector("[data-live]");
  const state = document.getElementById("live-state");
  if (!timeline || !window.EventSource) return;
  const source = new EventSource(timeline.dataset.live);
  source.addEventListener("open", () => { state.textContent = state.dataset.open; });
  source.addEventListener("error", () => { state.textContent = state.dataset.again; });
  source.addEventListener("event", (message) => {
    if (document.getElementById(`event-${message.lastEventId}`)) return;
    timeline.insertAdjacentHTML("afterbegin", message.data);
    document.body.dispatchEvent(new CustomEvent("levee:event"));
  });
  source.addEventListener("presence", (message) => {
    const there = document.getElementById("presence");
    if (there) there.textContent = message.data;
  });
  window.addEventListener("pagehide", () => source.close());
})();
