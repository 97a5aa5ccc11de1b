import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { WireChannel } from "../../../client/index.ts";
import { Icon } from "../../icons/icon.tsx";
import type { IconName } from "../../icons/icons.gen.ts";
import { asksForChannel, channelToEdit } from "../../state/administration.ts";
import { ask } from "../../state/ask.ts";
import { channels } from "../../state/people.ts";
import { shownChannelName } from "../../state/places.ts";
import { unlessUnsaved } from "../../state/screen.ts";
import { sayProblem } from "../../ui/said.tsx";
import { SortableList } from "../sortable-list.tsx";
import { SplitView } from "../split-view.tsx";
import { t } from "../texts/texts.ts";
import { ChannelEditor } from "./channel-editor.tsx";
import { NewChannel } from "./new-channel.tsx";

const icons: Readonly<Record<string, IconName>> = {
  text: "hash",
  voice: "volume-2",
  forum: "messages-square",
  separator: "minus",
};

/** The channels in their order. The chosen one is edited beside the list. */
export function ChannelsSection() {
  const chosen = useSignal<string | null>(channelToEdit.peek());
  useEffect(() => {
    channelToEdit.value = null;
    asksForChannel.value = false;
  }, []);
  const isAdding = useSignal(asksForChannel.peek());
  /** Its coming name, which the list may have before the answer to the rename is here. */
  const renamed = useSignal<string | null>(null);
  const named = (wanted: string | null) => channels.value.find(({ name }) => name === wanted);
  const current = named(chosen.value) ?? named(renamed.value);
  const choose = (name: string | null) =>
    unlessUnsaved(() => {
      chosen.value = name;
      renamed.value = null;
    });
  const add = () =>
    unlessUnsaved(() => {
      isAdding.value = true;
    });
  const move = async (name: string, position: number) => {
    const { refused } = await ask((client) => client.request("channel_move", { name, position }));
    if (refused) sayProblem(refused.text);
    return refused === null;
  };
  const list = (
    <>
      <div class="list-head">
        <button type="button" class="primary" onClick={add}>
          {t().newChannel}
        </button>
      </div>
      <SortableList
        label={t().channelOrder}
        onMove={move}
        items={channels.value.map((channel) => ({
          key: channel.name,
          name: labelOf(channel),
          row: (
            <button
              type="button"
              class="row-button"
              aria-current={channel.name === chosen.value ? "true" : undefined}
              onClick={() => choose(channel.name)}
            >
              <Icon name={icons[channel.type] ?? "hash"} size={16} />
              <span class="row-name">{labelOf(channel)}</span>
            </button>
          ),
        }))}
      />
    </>
  );
  return (
    <>
      <SplitView
        list={list}
        chosen={current ? labelOf(current) : null}
        empty={channels.value.length === 0 ? t().noChannels : t().chooseChannel}
        onBack={() => choose(null)}
      >
        {current && (
          <ChannelEditor
            key={chosen.value}
            channel={current}
            onRename={(name) => {
              renamed.value = name;
            }}
            onSaved={(name) => {
              chosen.value = name;
            }}
          />
        )}
      </SplitView>
      {isAdding.value && (
        <NewChannel
          onClose={() => {
            isAdding.value = false;
          }}
          onMade={(name) => {
            chosen.value = name;
          }}
        />
      )}
    </>
  );
}

export function labelOf(channel: WireChannel): string {
  return channel.type === "separator" ? t().separator : shownChannelName(channel);
}
