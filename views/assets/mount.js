// What Streamlit runs for the component "desk": puts the look into the shadow root and hands over to a screen's module.
// Called again at each run of the page; the same data keeps what is mounted, so nothing typed is ever redrawn away.

const mounts = new WeakMap();

export default function ({ data, parentElement }) {
  const wanted = JSON.stringify(data);
  const current = mounts.get(parentElement);
  if (current?.wanted !== wanted) {
    current?.stop();
    mounts.set(parentElement, { wanted, stop: start(parentElement, data) });
  }
  return () => { mounts.get(parentElement)?.stop(); mounts.delete(parentElement); };
}

function start(shadow, data) {
  let screen = null;
  let stopped = false;
  const root = shadow.querySelector("#screen");
  import(`${location.origin}${data.assets}/screens.js`).then(async (screens) => {
    const mounted = await screens.mount(shadow, root, data);
    if (stopped) mounted.unmount();
    else screen = mounted;
  });
  return () => { stopped = true; screen?.unmount(); };
}
