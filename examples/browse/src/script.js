// New quotes of a search, above its list. Without this script the page is the same, but not live.
"use strict";

const place = document.getElementById("live");
const MOST = 100;

if (place && window.EventSource) {
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  const list = document.createElement("ol");
  list.className = "quotes";
  place.append(button, status, list);

  // The page may have quotes that were stored while it was made.
  const shown = document.querySelectorAll("[data-quote]");
  const seen = new Set([...shown].map((item) => item.dataset.quote));
  let waiting = [];
  let isPaused = false;
  let isTold = false;

  const show = (item) => {
    list.prepend(item);
    while (list.children.length > MOST) list.lastChild.remove();
  };

  const label = () => {
    button.textContent = isPaused
      ? `Show new quotes (${waiting.length} waiting)`
      : "Pause new quotes";
  };

  button.addEventListener("click", () => {
    isPaused = !isPaused;
    waiting.forEach(show);
    waiting = [];
    label();
  });

  const events = new EventSource(place.dataset.live);
  events.addEventListener("message", (event) => {
    const { quote, html } = JSON.parse(event.data);
    if (seen.has(quote)) return;
    seen.add(quote);
    const page = new DOMParser().parseFromString(html, "text/html");
    const item = page.querySelector("[data-quote]");
    if (!item) return;
    if (isPaused) {
      waiting.push(item);
      waiting = waiting.slice(-MOST);
      label();
      return;
    }
    show(item);
    // A screen reader says this once, and not for each quote.
    if (!isTold) status.textContent = "New quotes are shown at the top of the list.";
    isTold = true;
  });
  addEventListener("pagehide", () => events.close());
  label();
}
