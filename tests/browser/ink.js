// Returns the share of pixels that differ from the first one in a PNG: `PNG` is its base64.
(async () => {
  const bytes = Uint8Array.from(atob(PNG), (character) => character.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
  return pixels.reduce((count, pixel) => count + (pixel !== pixels[0]), 0) / pixels.length;
})();
