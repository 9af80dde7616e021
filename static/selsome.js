// What the page does beyond htmx and Designsystemet. Everything works without it.
(() => {
  "use strict";

  // A save in passing that failed is said where a good one is.
  const tell = (event) => {
    const target = event.detail.ctx?.target;
    const words = document.querySelector('meta[name="not-saved"]')?.content;
    if (target instanceof Element && target.id === "saved" && words) {
      target.textContent = words;
    }
  };
  document.addEventListener("htmx:response:error", tell);
  document.addEventListener("htmx:error", tell);

  // The counter of ds-field takes aria-invalid away from what the server found wrong.
  const refused = [...document.querySelectorAll('[aria-invalid="true"]')];
  const keep = new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (!target.hasAttribute("aria-invalid")) target.setAttribute("aria-invalid", "true");
    }
  });
  for (const input of refused) keep.observe(input, { attributeFilter: ["aria-invalid"] });

  // The search is sent while one types: leaving its field would send it once more, and a new
  // list would take away what has been ticked in the meantime.
  document
    .querySelector(".register-filter [type=search]")
    ?.addEventListener("change", (event) => event.stopPropagation());

  // Ticks everything that is shown, or nothing; without this each is ticked by itself.
  for (const all of document.querySelectorAll("[data-choose-all]")) {
    const each = () => [...all.form.querySelectorAll(`[name="${all.dataset.chooseAll}"]`)];
    const follow = () => {
      const ticked = each().filter((box) => box.checked).length;
      all.checked = ticked > 0 && ticked === each().length;
      all.indeterminate = ticked > 0 && !all.checked;
    };
    all.closest("[hidden]").hidden = false;
    all.addEventListener("change", () => each().forEach((box) => (box.checked = all.checked)));
    all.form.addEventListener("change", (event) => event.target !== all && follow());
    follow();
  }

  // A text that is to be posted elsewhere can be copied; without this it can be marked.
  for (const button of document.querySelectorAll("[data-copy]")) {
    const text = document.getElementById(button.dataset.copy);
    if (!text || !navigator.clipboard) continue;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.innerText);
      button.textContent = button.dataset.copied;
    });
  }

  // Sign-out takes the saved crisis page along, also where the browser does not do so by itself;
  // so does every page on which somebody is signed in who may not see it, or nobody is.
  const forgetCrisis = () => window.caches?.delete("crisis");
  for (const form of document.querySelectorAll("form.sign-out")) {
    form.addEventListener("submit", forgetCrisis);
  }
  if ("forgetsCrisis" in document.body.dataset) forgetCrisis();

  // ds-field names the hint and the error once more, beside the server: say each only once.
  const once = (input) => {
    const ids = input.getAttribute("aria-describedby")?.split(/\s+/) ?? [];
    const own = [...new Set(ids)];
    if (own.length < ids.length) input.setAttribute("aria-describedby", own.join(" "));
  };
  for (const input of document.querySelectorAll("[aria-describedby]")) once(input);
  new MutationObserver((changes) => {
    for (const { target } of changes) once(target);
  }).observe(document.body, { subtree: true, attributeFilter: ["aria-describedby"] });
})();
