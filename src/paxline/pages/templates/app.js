"use strict";
// Everything can be read and done without this: it counts down, and takes the page anew when something new is stored.
const body = document.body;
const countdown = () => {
  for (const one of document.querySelectorAll("time[data-due]")) {
    const minutes = Math.floor((Date.parse(one.dataset.due) - Date.now()) / 60000);
    one.textContent = minutes <= 0 ? "due" : minutes < 60 ? `in ${minutes} min` : minutes < 2880
      ? `in ${Math.floor(minutes / 60)} h ${minutes % 60} min` : `in ${Math.floor(minutes / 1440)} days`;
  }
};
const places = () => [...document.querySelectorAll("main .wide")].map((one) => [one.scrollLeft, one.scrollTop]);
const stops = (part) => [...part.querySelectorAll("a[href], button, input, summary, [tabindex]")];
// A form that somebody has begun to fill is not taken away.
const begun = (part) => [...part.querySelectorAll("input:not([type=hidden])")].some(
  (one) => one === document.activeElement || one.value !== one.defaultValue);
const renew = async () => {
  const answer = await fetch(location.pathname);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const scrolled = places();
  for (const part of ["main", ".standing", ".acts"]) {
    const old = document.querySelector(part);
    const young = fresh.querySelector(part);
    if (!old || !young || begun(old)) continue;
    const place = stops(old).indexOf(document.activeElement);
    old.replaceWith(young);
    // Whoever walks by keyboard stays where they were.
    if (place >= 0) stops(young)[place]?.focus({ preventScroll: true });
  }
  document.querySelectorAll("main .wide").forEach((one, i) => { if (scrolled[i]) one.scrollTo(...scrolled[i]); });
  body.dataset.stamp = fresh.body.dataset.stamp;
  if (body.dataset.live === "yes") countdown();
  edges();
  say("This page was brought up to date.");
};
// A table that goes on beyond its right edge shows that it does.
const edges = () => {
  for (const one of document.querySelectorAll("main .wide")) {
    one.classList.toggle("more", one.scrollLeft + one.clientWidth < one.scrollWidth - 1);
  }
};
const say = (words) => {
  const told = document.getElementById("told");
  if (told) told.textContent = words;
};
edges();
addEventListener("resize", edges);
document.addEventListener("scroll", edges, { capture: true, passive: true });
document.addEventListener("toggle", edges, { capture: true });
if (body.dataset.live === "yes") {
  countdown();
  setInterval(countdown, 30000);
}
const news = new EventSource("/events");
news.addEventListener("news", (event) => {
  document.getElementById("lost").hidden = true;
  if (event.data !== body.dataset.stamp) renew().catch(() => {});
});
news.addEventListener("error", () => { document.getElementById("lost").hidden = false; });
