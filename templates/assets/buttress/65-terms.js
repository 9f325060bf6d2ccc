/* Escape hides what stands beside a word of the glossary until the pointer or the focus moves on. */
(() => {
  "use strict";

  const root = document.documentElement;
  const speak = () => root.removeAttribute("data-bt-quiet");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.querySelector(".bt-term:is(:hover, :focus-visible)")) root.dataset.btQuiet = "";
  });
  document.addEventListener("focusin", speak);
  document.addEventListener("pointerout", (event) => {
    if (event.target instanceof Element && event.target.closest(".bt-term")) speak();
  });
})();
