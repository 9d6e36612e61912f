// Returns a line for each fault of the page that no accessibility checker looks for.
(() => {
  const faults = [];
  const describe = (element) => element.outerHTML.slice(0, 200);
  const all = [...document.querySelectorAll("*")];

  // Nothing that could run a script, load something, send something or lead elsewhere.
  const elements = new Set(
    ("html head meta title style body main header footer nav section article aside h1 h2 h3 h4 " +
      "p ul ol li dl dt dd div span code pre kbd samp br hr table caption colgroup col thead tbody " +
      "tr th td details summary a b i strong em small mark abbr time input label fieldset legend " +
      "svg g path rect circle ellipse line polyline polygon text tspan desc defs marker use symbol figure " +
      "figcaption wbr").split(" "),
  );
  const attributes = new Set(
    ("action background data formaction formmethod ping poster src srcdoc srcset style " +
      "xlink:href target download").split(" "),
  );
  for (const element of all) {
    if (!elements.has(element.localName)) faults.push(`element: ${describe(element)}`);
    for (const { name, value } of element.attributes) {
      const isActive = name.startsWith("on") || attributes.has(name);
      const isLink = name === "href" && !value.startsWith("#") && !value.startsWith("https://");
      if (isActive || isLink) faults.push(`attribute ${name}: ${describe(element)}`);
    }
  }
  const metas = ["charset", "Content-Security-Policy", "viewport", "color-scheme", "referrer", "generator"];
  for (const meta of document.querySelectorAll("meta")) {
    const name = meta.hasAttribute("charset") ? "charset" : meta.httpEquiv || meta.name;
    if (!metas.includes(name)) faults.push(`meta: ${describe(meta)}`);
  }
  if (document.querySelectorAll("style").length > 1) faults.push("more than one style");

  // Text alternatives, headings, tables, names.
  if (document.documentElement.lang !== "en") faults.push("no language");
  if (!document.title.trim()) faults.push("no title");
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  const levels = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((heading) => +heading.localName[1]);
  levels.forEach((level, index) => {
    if (level > (index ? levels[index - 1] : 0) + 1) faults.push(`heading ${index}: level ${level}`);
  });
  for (const svg of document.querySelectorAll("svg")) {
    const isHidden = svg.closest("[aria-hidden=true]");
    const hasName = svg.getAttribute("role") === "img" &&
      (svg.getAttribute("aria-label") || svg.hasAttribute("aria-labelledby") || svg.querySelector("title"));
    if (!isHidden && !hasName) faults.push(`svg without a name: ${describe(svg)}`);
  }
  for (const th of document.querySelectorAll("th")) {
    if (!th.hasAttribute("scope")) faults.push(`no scope: ${describe(th)}`);
  }
  const ids = all.map((element) => element.id).filter(Boolean);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`id twice: ${id}`);

  // The width of the window is enough.
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = all.filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
    faults.push(`${root.scrollWidth} px wide in ${root.clientWidth}: ${wide.slice(0, 5).map(describe).join("\n")}`);
  }
  // Text that is cut off, and cannot be scrolled to.
  for (const element of all) {
    const style = getComputedStyle(element);
    const isClipped = ["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    if (isClipped && element.clientWidth > 1) faults.push(`clipped: ${describe(element)}`);
  }
  // What is printed has no folded part.
  if (matchMedia("print").matches) {
    for (const element of all) {
      const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      const isShown = element.checkVisibility({ contentVisibilityAuto: false, visibilityProperty: true });
      const isControl = element.closest("head, label, .sort");
      if (hasText && !isShown && !isControl) faults.push(`not printed: ${describe(element)}`);
    }
  }
  return faults;
})();
