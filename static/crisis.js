// Lets the crisis page be read without a network, and printed. It works without this too.
(() => {
  "use strict";

  const section = document.getElementById("keep");
  const COPY = "crisis";
  const REFUSED = "crisis-not-kept";
  section.hidden = false;
  section.querySelector("[data-print]").addEventListener("click", () => window.print());

  const show = (isKept) => {
    for (const each of section.querySelectorAll("[data-kept]")) each.hidden = !isKept;
    for (const each of section.querySelectorAll("[data-not-kept]")) each.hidden = isKept;
  };
  const workers = navigator.serviceWorker;
  if (!workers || !window.caches) {
    for (const each of section.querySelectorAll("[data-keep]")) each.remove();
    show(false);
    return;
  }

  const keep = async () => {
    await workers.register(section.dataset.worker);
    const { active } = await workers.ready;
    const named = [...document.querySelectorAll("link[rel=stylesheet], script[src]")];
    const fetched = performance.getEntriesByType("resource").map((each) => each.name);
    // The notice of an old copy has an icon that nothing has asked for yet.
    const icon = new URL(section.dataset.icon, location.href).href;
    const parts = [...new Set([...named.map((each) => each.href || each.src), ...fetched, icon])];
    active.postMessage({ parts });
  };
  const forget = async () => {
    await caches.delete(COPY);
    await (await workers.getRegistration())?.unregister();
  };

  workers.addEventListener("message", () => show(true));
  section.querySelector("[data-forget]").addEventListener("click", async () => {
    localStorage.setItem(REFUSED, "yes");
    await forget();
    show(false);
    section.querySelector("[data-keep]").focus();
  });
  section.querySelector("[data-keep]").addEventListener("click", async () => {
    localStorage.removeItem(REFUSED);
    await keep();
    section.querySelector("[data-forget]").focus();
  });

  const refused = localStorage.getItem(REFUSED) !== null;
  caches.has(COPY).then((isKept) => show(isKept && !refused));
  // Offline there is nothing to renew the copy from.
  if (!refused && navigator.onLine) keep().catch(() => undefined);
})();
