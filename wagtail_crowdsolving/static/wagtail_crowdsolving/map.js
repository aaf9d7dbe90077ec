// The map beside the catalogue's list. Nothing of it is loaded before somebody asks for it.

const section = document.querySelector("[data-map]");

if (section) {
  const button = section.querySelector("[data-map-open]");
  const canvas = section.querySelector("[data-map-canvas]");
  const message = section.querySelector("[data-map-message]");
  const missing = section.querySelector("[data-map-missing]");
  const labels = { show: button.textContent, hide: button.dataset.hide };
  let map = null;

  section.hidden = false;
  button.addEventListener("click", async () => {
    const opening = canvas.hidden;
    canvas.hidden = !opening;
    message.hidden = true;
    if (opening && !map) {
      button.disabled = true;
      try {
        map = await draw(canvas, missing, section.dataset);
      } catch (error) {
        console.error(error);
        canvas.hidden = true;
        message.textContent = section.dataset.failed;
        message.hidden = false;
      }
      button.disabled = false;
      button.focus();
    }
    missing.hidden = canvas.hidden || !missing.hasChildNodes();
    button.setAttribute("aria-expanded", String(!canvas.hidden));
    button.textContent = canvas.hidden ? labels.show : labels.hide;
    if (map && !canvas.hidden) map.invalidateSize();
  });
}

function loadStyle(href) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = resolve;
    link.onerror = reject;
    document.head.append(link);
  });
}

async function fetchJSON(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

async function draw(canvas, missing, { script, style, outline, places, zoomIn, zoomOut }) {
  const [shapes, found] = await Promise.all([
    fetchJSON(outline),
    fetchJSON(places),
    import(script),
    loadStyle(style),
  ]);
  const { L } = window;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(canvas, {
    zoomControl: false,
    minZoom: 3,
    maxZoom: 10,
    // Whole steps would show half of Europe on a phone.
    zoomSnap: 0.25,
    scrollWheelZoom: false,
    fadeAnimation: !calm,
    zoomAnimation: !calm,
    markerZoomAnimation: !calm,
  });
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  map.attributionControl.setPrefix(false).addAttribution("Natural Earth");
  L.geoJSON(shapes, {
    interactive: false,
    style: ({ properties }) => ({
      className: properties.kind === "France" ? "cs-map__country" : "cs-map__neighbour",
      weight: 1,
    }),
  }).addTo(map);
  const positions = found.places.map(({ latitude, longitude }) => [latitude, longitude]);
  if (positions.length) {
    const edge = canvas.clientWidth < 480 ? 20 : 40;
    map.fitBounds(positions, { padding: [edge, edge], maxZoom: 7, animate: false });
  } else {
    map.setView([46.6, 2.4], 5, { animate: false });
  }
  for (const place of found.places) addPlace(L, map, place);
  if (found.missing) {
    const label = document.createElement("p");
    label.textContent = found.missing.label;
    missing.append(label, listOf(found.missing.projects));
  }
  // Leaflet listens to Escape only while the map itself has the focus, not its popup.
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  return map;
}

function addPlace(L, map, place) {
  const titles = place.projects.map((project) => project.title).join(", ");
  // The name of the marker is its content: the number that is seen, then what is only heard.
  const content = document.createElement("span");
  const heard = document.createElement("span");
  heard.className = "cs-visually-hidden";
  heard.textContent = ` ${place.name} : ${titles}`;
  content.append(String(place.projects.length), heard);
  const marker = L.marker([place.latitude, place.longitude], {
    icon: L.divIcon({ className: "cs-map__marker", html: content, iconSize: [32, 32] }),
    keyboard: true,
    riseOnHover: true,
  });
  marker.bindPopup(popup(place), { className: "cs-map__popup" });
  marker.addTo(map);
  const pin = marker.getElement();
  pin.setAttribute("role", "button");
  // With the keyboard the way leads into the popup, and back to the marker.
  marker.on("popupopen", ({ popup: opened }) => opened.getElement().querySelector("a")?.focus());
  marker.on("popupclose", () => pin.focus({ preventScroll: true }));
}

function popup(place) {
  const content = document.createElement("div");
  const name = document.createElement("strong");
  name.textContent = place.name;
  name.dir = "auto";
  content.append(name, listOf(place.projects));
  return content;
}

function listOf(projects) {
  const list = document.createElement("ul");
  for (const project of projects) {
    const item = document.createElement("li");
    item.dir = "auto";
    const link = document.createElement("a");
    link.href = project.url;
    link.textContent = project.title;
    item.append(link);
    if (project.stage) item.append(` (${project.stage})`);
    list.append(item);
  }
  return list;
}
