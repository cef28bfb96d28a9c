"""The chat model that needs no key and no network: plain language to tool calls by rules, the same every time."""
