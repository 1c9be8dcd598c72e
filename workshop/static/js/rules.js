// Sliders say in words what their number means, to the eye and to screen readers.
(() => {
  "use strict";

  const say = (slider) => {
    const words = slider.dataset.slider.split("|")[slider.value];
    slider.setAttribute("aria-valuetext", words);
    slider.closest(".slider").querySelector("[data-says]").textContent = words;
  };

  document.querySelectorAll("[data-slider]").forEach((slider) => {
    slider.addEventListener("input", () => say(slider));
    say(slider); // a browser that goes back restores the number and not the words
  });
})();
