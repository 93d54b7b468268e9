"use strict";
// Everything can be read without this: it counts down, and takes the page anew when something new is stored.
const countdown = () => {
  for (const one of document.querySelectorAll("time[data-due]")) {
    const minutes = Math.floor((Date.parse(one.dataset.due) - Date.now()) / 60000);
    one.textContent = minutes <= 0 ? "due" : minutes < 60 ? `in ${minutes} min` : minutes < 2880
      ? `in ${Math.floor(minutes / 60)} h ${minutes % 60} min` : `in ${Math.floor(minutes / 1440)} days`;
  }
};
const renew = async () => {
  const answer = await fetch(location.pathname);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["main", ".standing"]) {
    const old = document.querySelector(part);
    const young = fresh.querySelector(part);
    if (old && young && !old.contains(document.activeElement)) old.replaceWith(young);
  }
  document.body.dataset.stamp = fresh.body.dataset.stamp;
  if (document.body.dataset.live === "yes") countdown();
};
if (document.body.dataset.live === "yes") {
  countdown();
  setInterval(countdown, 30000);
}
const news = new EventSource("/events");
news.addEventListener("news", (event) => {
  if (event.data !== document.body.dataset.stamp) renew();
});
