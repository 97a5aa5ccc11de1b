import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../icons/icon.tsx";
import { lightbox, turnPicture } from "../state/lightbox.ts";
import { ownUrl } from "../state/own-url.ts";
import { t as common } from "../texts/texts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { t } from "./texts/texts.ts";

const most = 4;

/** The pictures of a message in full: arrow keys turn, plus and minus zoom. */
export function Lightbox() {
  const dialog = useRef<HTMLDialogElement>(null);
  /** Of the size in which the whole picture fits. */
  const zoom = useSignal(1);
  const open = lightbox.value;
  const picture = open?.pictures[open.index];
  const isOpen = picture !== undefined;
  useLayoutEffect(() => {
    if (!isOpen) return;
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [isOpen]);
  useLayoutEffect(() => {
    zoom.value = 1;
  }, [picture]);
  const url = ownUrl(picture?.url);
  if (!open || !picture || url === null) return null;
  const count = open.pictures.length;
  const close = () => {
    lightbox.value = null;
  };
  const setZoom = (next: number) => {
    zoom.value = Math.min(most, Math.max(1, next));
  };
  const keys = (event: KeyboardEvent) => {
    const act = {
      ArrowLeft: () => turnPicture(-1),
      ArrowRight: () => turnPicture(1),
      "+": () => setZoom(zoom.value * 2),
      "-": () => setZoom(zoom.value / 2),
      "0": () => setZoom(1),
    }[event.key];
    // A large picture is moved by the arrow keys.
    if (!act || (zoom.value > 1 && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    act();
  };
  const pressed = ({ target }: MouseEvent) => {
    // Beside the picture.
    if (target instanceof Element && target.matches(".lightbox, .lightbox-view")) close();
  };
  return (
    <dialog
      ref={dialog}
      class="lightbox"
      aria-label={picture.name}
      onClose={close}
      onKeyDown={keys}
      onClick={pressed}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keyboards must reach it */}
      <section class="lightbox-view" aria-label={t().view} tabIndex={0}>
        <img
          key={picture.id}
          src={url}
          alt={common().picture(picture.name)}
          width={picture.width}
          height={picture.height}
          class={zoom.value > 1 ? "zoomed" : ""}
          style={zoom.value > 1 ? { width: `${zoom.value * 100}%` } : undefined}
          onDblClick={() => setZoom(zoom.value > 1 ? 1 : 2)}
        />
      </section>
      <div class="lightbox-bar">
        <span class="file-name">{picture.name}</span>
        {count > 1 && (
          <>
            <IconButton icon="chevron-left" label={t().previous} onClick={() => turnPicture(-1)} />
            <span class="quiet" role="status">
              {t().place(open.index + 1, count)}
            </span>
            <IconButton icon="chevron-right" label={t().next} onClick={() => turnPicture(1)} />
          </>
        )}
        <IconButton
          icon="zoom-out"
          label={t().zoomOut}
          disabled={zoom.value <= 1}
          onClick={() => setZoom(zoom.value / 2)}
        />
        <IconButton
          icon="zoom-in"
          label={t().zoomIn}
          disabled={zoom.value >= most}
          onClick={() => setZoom(zoom.value * 2)}
        />
        <a
          class="icon-button"
          href={url}
          download={picture.name}
          aria-label={common().download(picture.name)}
        >
          <Icon name="download" />
        </a>
        <IconButton icon="x" label={common().close} onClick={close} />
      </div>
    </dialog>
  );
}
