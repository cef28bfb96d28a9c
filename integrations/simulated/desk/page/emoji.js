// The short codes that real messages use. An unknown code stays as it was typed.

const TABLE = `
smile=😄 slightly_smiling_face=🙂 grinning=😀 blush=😊 wink=😉 joy=😂 thinking_face=🤔 sweat_smile=😅 sunglasses=😎 tada=🎉 sparkles=✨ star=⭐ star2=🌟 fire=🔥
heart=❤️ green_heart=💚 blue_heart=💙 thumbsup=👍 +1=👍 thumbsdown=👎 -1=👎 clap=👏 raised_hands=🙌 pray=🙏 wave=👋 muscle=💪 handshake=🤝 ok_hand=👌 point_right=👉
point_down=👇 eyes=👀 bulb=💡 zap=⚡ boom=💥 rocket=🚀 trophy=🏆 medal=🏅 white_check_mark=✅ heavy_check_mark=✔️ ballot_box_with_check=☑️ x=❌ negative_squared_cross_mark=❎
no_entry=⛔ no_entry_sign=🚫 warning=⚠️ exclamation=❗ question=❓ information_source=ℹ️ bell=🔔 no_bell=🔕 rotating_light=🚨 loudspeaker=📢 mega=📣 sos=🆘
house=🏠 house_with_garden=🏡 houses=🏘️ classical_building=🏛️ office=🏢 derelict_house_building=🏚️ building_construction=🏗️ key=🔑 old_key=🗝️ door=🚪 bed=🛏️ bathtub=🛁 shower=🚿
couch_and_lamp=🛋️ moneybag=💰 dollar=💵 money_with_wings=💸 heavy_dollar_sign=💲 credit_card=💳 bank=🏦 receipt=🧾 chart_with_upwards_trend=📈 chart_with_downwards_trend=📉
bar_chart=📊 clipboard=📋 memo=📝 pencil=📝 pencil2=✏️ page_facing_up=📄 bookmark_tabs=📑 file_folder=📁 open_file_folder=📂 card_index=📇 paperclip=📎 pushpin=📌 round_pushpin=📍
world_map=🗺️ compass=🧭 scissors=✂️ lock=🔒 unlock=🔓 mag=🔍 mag_right=🔎 link=🔗 hammer_and_wrench=🛠️ wrench=🔧 gear=⚙️ broom=🧹 package=📦 inbox_tray=📥 outbox_tray=📤
email=✉️ envelope=✉️ e-mail=📧 incoming_envelope=📨 mailbox=📫 phone=☎️ telephone_receiver=📞 iphone=📱 calling=📲 speech_balloon=💬 thought_balloon=💭 left_speech_bubble=🗨️ computer=💻
calendar=📅 date=📅 spiral_calendar_pad=🗓️ alarm_clock=⏰ stopwatch=⏱️ timer_clock=⏲️ hourglass=⌛ hourglass_flowing_sand=⏳ clock1=🕐 clock3=🕒 clock9=🕘 watch=⌚
sunny=☀️ partly_sunny=⛅ cloud=☁️ snowflake=❄️ rainbow=🌈 droplet=💧 evergreen_tree=🌲 deciduous_tree=🌳 seedling=🌱 leaves=🍃 sunrise=🌅 night_with_stars=🌃 zzz=💤
thermometer=🌡️ hotsprings=♨️ ice_cube=🧊 snowman=⛄ coffee=☕ cake=🍰 birthday=🎂 champagne=🍾 clinking_glasses=🥂 beers=🍻 gift=🎁 balloon=🎈 confetti_ball=🎊 dart=🎯 crystal_ball=🔮
robot_face=🤖 busts_in_silhouette=👥 bust_in_silhouette=👤 family=👪 couple=👫 man=👨 woman=👩 baby=👶 dog=🐶 cat=🐱 car=🚗 bike=🚲 bus=🚌 school=🏫 hospital=🏥 airplane=✈️ ferry=⛴️
red_circle=🔴 large_orange_circle=🟠 large_yellow_circle=🟡 large_green_circle=🟢 large_blue_circle=🔵 white_circle=⚪ black_circle=⚫ red_square=🟥 large_green_square=🟩 small_blue_diamond=🔹
arrow_up=⬆️ arrow_down=⬇️ arrow_right=➡️ arrow_left=⬅️ arrow_upper_right=↗️ arrow_lower_right=↘️ arrows_counterclockwise=🔄 repeat=🔁 leftwards_arrow_with_hook=↩️ fast_forward=⏩
double_vertical_bar=⏸️ arrow_forward=▶️ black_square_for_stop=⏹️ recycle=♻️ new=🆕 free=🆓 up=🆙 100=💯 one=1️⃣ two=2️⃣ three=3️⃣ four=4️⃣ five=5️⃣ heavy_plus_sign=➕ heavy_minus_sign=➖
hugging_face=🤗 cry=😢 disappointed=😞 confused=😕 neutral_face=😐 open_mouth=😮 relieved=😌 partying_face=🥳 saluting_face=🫡 nerd_face=🤓 test_tube=🧪 newspaper=📰 label=🏷️ ticket=🎫 camera=📷 frame_with_picture=🖼️`;

const CODES = new Map(
  TABLE.trim()
    .split(/\s+/)
    .map((pair) => pair.split("=")),
);

/** The character for a short code without its colons, or `undefined`. Skin tones are dropped. */
export const emoji = (name) => CODES.get(name.toLowerCase().replace(/:?:?skin-tone-\d$/, ""));

/** Short codes beginning with `prefix`, for the composer's completion. */
export function emojiStartingWith(prefix, limit = 8) {
  const p = prefix.toLowerCase();
  return [...CODES]
    .filter(([name]) => name.startsWith(p))
    .slice(0, limit)
    .map(([name, char]) => ({ name, char }));
}

export const QUICK_REACTIONS = ["+1", "white_check_mark", "eyes", "heart", "tada", "fire", "house", "thinking_face"];

/** Replaces every `:code:` in plain text that is known. */
export const withEmoji = (text) => String(text ?? "").replace(/:([a-z0-9_+-]+):/gi, (whole, name) => emoji(name) || whole);
