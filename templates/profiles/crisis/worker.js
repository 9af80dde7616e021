// Keeps a copy of the crisis page on the device, for when there is no network.
"use strict";

const PAGE = "{% url 'profiles:crisis' %}";
const COPY = "crisis";
// What a page is made of; nothing else of the portal is kept.
const STATIC = "{% load static %}{% get_static_prefix %}";
const GONE = new Set([401, 403, 404]);

const found = (request) => caches.match(request, { ignoreVary: true });

// Anything but the page itself means that the person may not see it any more.
const renew = async (response) => {
  if (response.ok && !response.redirected) {
    await (await caches.open(COPY)).put(PAGE, response.clone());
  } else if (response.type === "opaqueredirect" || response.redirected || GONE.has(response.status)) {
    await caches.delete(COPY);
  }
};

// The page itself, by now the copy of another hour: it says so on top.
const copy = async (failure) => {
  const kept = await found(PAGE);
  if (!kept) throw failure;
  const text = (await kept.text()).replace('id="saved-copy" hidden', 'id="saved-copy"');
  const headers = new Headers(kept.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(text, { headers });
};

const page = async (request, isKept) => {
  let response;
  try {
    response = await fetch(request);
  } catch (failure) {
    return copy(failure);
  }
  if (await isKept) await renew(response);
  // A proxy that finds nobody behind it is no network either.
  return response.status >= 502 && (await found(PAGE)) ? copy() : response;
};

const part = async (request) => {
  try {
    return await fetch(request);
  } catch (failure) {
    const kept = await found(request);
    if (!kept) throw failure;
    return kept;
  }
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === PAGE) event.respondWith(page(request, caches.has(COPY)));
  else if (url.pathname.startsWith(STATIC)) event.respondWith(part(request));
});

// The page asks to be kept, and names its style sheets, scripts and fonts.
self.addEventListener("message", (event) => {
  const keep = async () => {
    await renew(await fetch(PAGE, { credentials: "same-origin" }));
    if (!(await caches.has(COPY))) return;
    const kept = await caches.open(COPY);
    const parts = event.data.parts.filter((part) => part.startsWith(self.location.origin + STATIC));
    const old = (await kept.keys()).map((each) => each.url).filter((url) => !url.endsWith(PAGE));
    await Promise.all(old.filter((url) => !parts.includes(url)).map((url) => kept.delete(url)));
    await Promise.all(parts.map((part) => kept.add(part).catch(() => undefined)));
    event.source.postMessage("kept");
  };
  event.waitUntil(keep().catch(() => undefined));
});
