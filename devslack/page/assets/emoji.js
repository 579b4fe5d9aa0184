// emoji.js: Slack's names for the emoji that bots use most. A name that is not
// here stays as it is written, :name:, which is what Slack does, too.

const list = `+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎
warning ⚠️ no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 stop_sign 🛑 rotating_light 🚨 exclamation ❗ heavy_exclamation_mark ❗ bangbang ‼️ question ❓ grey_question ❔ grey_exclamation ❕
information_source ℹ️ bulb 💡 bell 🔔 no_bell 🔕 loudspeaker 📢 mega 📣 speech_balloon 💬 thought_balloon 💭
moneybag 💰 money_with_wings 💸 dollar 💵 euro 💶 pound 💷 yen 💴 credit_card 💳 receipt 🧾 bank 🏦 coin 🪙 chart 💹 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 abacus 🧮
calendar 📅 date 📅 spiral_calendar_pad 🗓️ clock1 🕐 clock3 🕒 clock9 🕘 clock12 🕛 alarm_clock ⏰ stopwatch ⏱️ hourglass ⌛ hourglass_flowing_sand ⏳ timer_clock ⏲️ watch ⌚
red_circle 🔴 large_red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_red_square 🟥 large_orange_square 🟧 large_yellow_square 🟨 large_green_square 🟩 large_blue_square 🟦 white_large_square ⬜ black_large_square ⬛ small_red_triangle 🔺 small_blue_diamond 🔹 small_orange_diamond 🔸
lock 🔒 unlock 🔓 key 🔑 closed_lock_with_key 🔐 shield 🛡️ mag 🔍 mag_right 🔎 link 🔗 paperclip 📎 pushpin 📌 round_pushpin 📍 bookmark 🔖 label 🏷️ package 📦 inbox_tray 📥 outbox_tray 📤 mailbox 📫 email ✉️ envelope ✉️ incoming_envelope 📨 e-mail 📧
memo 📝 pencil 📝 pencil2 ✏️ page_facing_up 📄 page_with_curl 📃 clipboard 📋 file_folder 📁 open_file_folder 📂 card_index_dividers 🗂️ books 📚 book 📖 scroll 📜 newspaper 📰 wastebasket 🗑️ scissors ✂️ black_nib ✒️ lower_left_fountain_pen 🖋️
gear ⚙️ wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ nut_and_bolt 🔩 toolbox 🧰 test_tube 🧪 computer 💻 desktop_computer 🖥️ keyboard ⌨️ floppy_disk 💾 cd 💿 electric_plug 🔌 battery 🔋 satellite 🛰️ satellite_antenna 📡 iphone 📱 telephone_receiver 📞 phone ☎️ robot_face 🤖 cloud ☁️ zap ⚡ fire 🔥 boom 💥 bomb 💣 bug 🐛 beetle 🐞
rocket 🚀 tada 🎉 confetti_ball 🎊 sparkles ✨ star ⭐ star2 🌟 dizzy 💫 trophy 🏆 medal 🏅 first_place_medal 🥇 gift 🎁 balloon 🎈 birthday 🎂 dart 🎯 crown 👑 gem 💎 100 💯
eyes 👀 wave 👋 raised_hands 🙌 clap 👏 pray 🙏 muscle 💪 ok_hand 👌 point_right 👉 point_left 👈 point_up ☝️ point_up_2 👆 point_down 👇 raised_hand ✋ hand ✋ handshake 🤝 writing_hand ✍️ v ✌️ crossed_fingers 🤞 fist ✊ punch 👊 shrug 🤷 facepalm 🤦 man-shrugging 🤷‍♂️ woman-shrugging 🤷‍♀️
smile 😄 smiley 😃 grinning 😀 grin 😁 laughing 😆 joy 😂 rolling_on_the_floor_laughing 🤣 slightly_smiling_face 🙂 upside_down_face 🙃 wink 😉 blush 😊 innocent 😇 heart_eyes 😍 kissing_heart 😘 sunglasses 😎 nerd_face 🤓 thinking_face 🤔 thinking 🤔 neutral_face 😐 expressionless 😑 no_mouth 😶 smirk 😏 unamused 😒 face_with_rolling_eyes 🙄 grimacing 😬 relieved 😌 pensive 😔 sleepy 😪 sleeping 😴 mask 😷 disappointed 😞 worried 😟 confused 😕 slightly_frowning_face 🙁 white_frowning_face ☹️ open_mouth 😮 astonished 😲 flushed 😳 fearful 😨 cold_sweat 😰 cry 😢 sob 😭 scream 😱 sweat 😓 sweat_smile 😅 tired_face 😫 triumph 😤 rage 😡 angry 😠 skull 💀 ghost 👻 alien 👽 hugging_face 🤗 zipper_mouth_face 🤐 money_mouth_face 🤑 partying_face 🥳 exploding_head 🤯
heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 broken_heart 💔 two_hearts 💕
arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_upper_right ↗️ arrow_lower_right ↘️ arrows_counterclockwise 🔄 repeat 🔁 leftwards_arrow_with_hook ↩️ arrow_right_hook ↪️ fast_forward ⏩ rewind ⏪ arrow_forward ▶️ double_vertical_bar ⏸️ black_square_for_stop ⏹️ heavy_plus_sign ➕ heavy_minus_sign ➖ heavy_multiplication_x ✖️ heavy_division_sign ➗ heavy_dollar_sign 💲 recycle ♻️ infinity ♾️ new 🆕 free 🆓 up 🆙 cool 🆒 ok 🆗 sos 🆘 soon 🔜 back 🔙 end 🔚 on 🔛 top 🔝
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 zero 0️⃣ hash #️⃣ asterisk *️⃣
scales ⚖️ balance_scale ⚖️ briefcase 💼 handbag 👜 office 🏢 house 🏠 factory 🏭 construction 🚧 building_construction 🏗️ ship 🚢 airplane ✈️ car 🚗 truck 🚚 traffic_light 🚥 vertical_traffic_light 🚦 checkered_flag 🏁 triangular_flag_on_post 🚩 white_flag 🏳️ black_flag 🏴 earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 globe_with_meridians 🌐 world_map 🗺️ sunny ☀️ moon 🌙 snowflake ❄️ umbrella ☔ rainbow 🌈 ocean 🌊 seedling 🌱 evergreen_tree 🌲 four_leaf_clover 🍀 tree 🌳
coffee ☕ tea 🍵 beer 🍺 beers 🍻 pizza 🍕 cake 🍰 cookie 🍪 apple 🍎 popcorn 🍿 dog 🐶 cat 🐱 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊 unicorn_face 🦄 penguin 🐧 owl 🦉 turtle 🐢 snail 🐌 whale 🐳 crab 🦀
bust_in_silhouette 👤 busts_in_silhouette 👥 man 👨 woman 👩 detective 🕵️ cop 👮 judge 🧑‍⚖️ office_worker 🧑‍💼 technologist 🧑‍💻 crystal_ball 🔮 game_die 🎲 jigsaw 🧩 art 🎨 musical_note 🎵 camera 📷 movie_camera 🎥 tv 📺 microphone 🎤 headphones 🎧 hourglass_done ⌛ lifter 🏋️ runner 🏃 walking 🚶 ambulance 🚑 hospital 🏥 pill 💊 syringe 💉 thermometer 🌡️ magnet 🧲 ladder 🪜 broom 🧹 mailbox_with_mail 📬 ticket 🎫 admission_tickets 🎟️ calling 📲 high_brightness 🔆 low_brightness 🔅 signal_strength 📶 vibration_mode 📳 mute 🔇 sound 🔉 speaker 🔈`

const table = new Map()
const words = list.split(/\s+/)
for (let i = 0; i + 1 < words.length; i += 2) table.set(words[i], words[i + 1])

/** emoji gives the character for a name such as "moneybag", or null. */
export function emoji(name) {
  const plain = String(name).replace(/::skin-tone-\d$/, '')
  const flag = /^flag-([a-z]{2})$/.exec(plain)
  if (flag) return [...flag[1]].map((c) => String.fromCodePoint(0x1f1e6 + c.charCodeAt(0) - 97)).join('')
  return table.get(plain) || null
}

/** emojiNames lists what the composer can complete and reactions can pick. */
export const emojiNames = () => [...table.keys()]

/** withEmoji turns each known :name: in a plain text into its character. */
export function withEmoji(text) {
  return String(text ?? '').replace(/:([a-z0-9_+-]+(?:::skin-tone-\d)?):/g, (all, name) => emoji(name) || all)
}
