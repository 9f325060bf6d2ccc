/* Search without a server. Opened from a folder, a page may start no worker: the worker's script runs in a frame instead.
   Loaded by uploaded previews only, before the theme; it does nothing on a site that is served. */
(() => {
  "use strict";
  if (location.protocol !== "file:") return;

  const load = (frame, url) => new Promise((done, fail) => {
    const script = frame.document.createElement("script");
    script.src = url;
    script.addEventListener("load", done);
    script.addEventListener("error", () => fail(new Error(`${url} cannot be loaded`)));
    frame.document.body.append(script);
  });

  const start = (element, url, worker) => {
    const frame = element.contentWindow;
    frame.postMessage = (data) => {
      worker.dispatchEvent(new MessageEvent("message", { data: structuredClone(data) }));
    };
    frame.importScripts = (...urls) => urls.reduce(
      (before, one) => before.then(() => load(frame, one)),
      Promise.resolve(),
    );
    return load(frame, url).then(() => frame);
  };

  class FrameWorker extends EventTarget {
    #element = document.createElement("iframe");
    #frame;

    constructor(url) {
      super();
      this.#element.hidden = true;
      this.#element.title = "Search";
      this.#element.tabIndex = -1;
      this.#frame = new Promise((done) => {
        this.#element.addEventListener("load", done, { once: true });
        document.body.append(this.#element);
      }).then(() => start(this.#element, url, this));
    }

    postMessage(data) {
      this.#frame.then((frame) => {
        frame.dispatchEvent(new frame.MessageEvent("message", { data: structuredClone(data) }));
      });
    }

    terminate() {
      this.#element.remove();
    }
  }

  // The theme's own script looks for this name to tell where it is.
  window.IFrameWorker = FrameWorker;
  window.Worker = FrameWorker;
})();
