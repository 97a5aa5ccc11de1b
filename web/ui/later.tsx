import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { t } from "../texts/texts.ts";

/**
 * A component whose code is loaded when it is first shown, with the styles of `styles/later.css`. While it loads
 * nothing is shown; when that fails, a line that offers to try again.
 *
 * @example
 * const Settings = later(async () => (await import("../settings/settings.tsx")).Settings);
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const loaded = signal<ComponentType<P> | "failed" | null>(null);
  let isLoading = false;
  async function start(): Promise<void> {
    if (isLoading) return;
    isLoading = true;
    try {
      const [component] = await Promise.all([load(), laterStyles()]);
      loaded.value = component;
    } catch {
      loaded.value = "failed";
    } finally {
      isLoading = false;
    }
  }
  return function Later(props: P) {
    const Component = loaded.value;
    if (Component === "failed") {
      return (
        <p class="line notice" role="alert">
          <span>{t().partFailed}</span>
          <button type="button" class="plain" onClick={() => void start()}>
            {t().tryAgain}
          </button>
        </p>
      );
    }
    if (Component === null) {
      void start();
      return null;
    }
    return <Component {...props} />;
  };
}

let styles: Promise<void> | null = null;

/** Styles of everything but the first view. */
function laterStyles(): Promise<void> {
  styles ??= new Promise<void>((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = document.querySelector<HTMLElement>("#page")?.dataset["laterStyles"] ?? "";
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      styles = null;
      reject(new Error("the styles could not be loaded"));
    });
    document.head.append(link);
  });
  return styles;
}
