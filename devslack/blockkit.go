package devslack

// This file is Block Kit: every block, element and object, its fields, their limits and where it may stand. A field that has no
// row here is refused. Fields marked "as returned" are those that Slack adds itself; apps send them back when they edit a message.

const (
	inSection = "button overflow static_select multi_static_select external_select multi_external_select users_select multi_users_select " +
		"channels_select multi_channels_select conversations_select multi_conversations_select checkboxes radio_buttons datepicker timepicker image workflow_button"
	inActions = "button overflow static_select multi_static_select external_select multi_external_select users_select multi_users_select " +
		"channels_select multi_channels_select conversations_select multi_conversations_select checkboxes radio_buttons datepicker timepicker datetimepicker workflow_button"
	inInput = "static_select multi_static_select external_select multi_external_select users_select multi_users_select channels_select multi_channels_select " +
		"conversations_select multi_conversations_select checkboxes radio_buttons datepicker timepicker datetimepicker plain_text_input number_input " +
		"email_text_input url_text_input rich_text_input file_input"
	inContainer = "actions context divider file header image input rich_text section table video"
)

// maxFree bounds texts for which Slack documents no limit.
const maxFree = 40_000

func blockShapes() map[string]shape {
	id := row{"block_id", blockID, !must}
	return map[string]shape{
		"section": {everywhere, []row{id, {"text", text(1, 3000), !must}, {"fields", list(1, 10, text(1, 2000)), !must}, {"accessory", element(inSection), !must}, {"expand", boolean, !must}}, sectionSays, nil},
		"header":  {everywhere, []row{id, {"text", plain(1, 150), must}, {"level", newer(whole(1, 4), "the heading level is new and not in Slack's own types"), !must}}, nil, nil},
		"divider": {everywhere, []row{id}, nil, nil},
		"context": {everywhere, []row{id, {"elements", list(1, 10, contextElement), must}}, nil, nil},
		"actions": {everywhere, []row{id, {"elements", list(1, 25, element(inActions)), must}}, nil, nil},
		"input": {everywhere, []row{
			id, {"label", plain(1, 2000), must}, {"hint", plain(1, 2000), !must}, {"element", inputElement, must},
			{"optional", boolean, !must}, {"dispatch_action", boolean, !must},
		}, filesDoNotDispatch, object{"optional": false, "dispatch_action": false}},
		"image": {everywhere, []row{
			id, {"image_url", https(3000), !must}, {"slack_file", as(slackFile), !must}, {"alt_text", chars(1, 2000), must}, {"title", plain(1, 2000), !must},
			{"image_width", aNumber, !must}, {"image_height", aNumber, !must}, {"image_bytes", aNumber, !must}, {"is_animated", boolean, !must}, {"fallback", chars(0, maxFree), !must}, // as returned
		}, exactlyOne("image_url", "slack_file"), object{"image_width": 640, "image_height": 480, "image_bytes": 1024, "is_animated": false}},
		"rich_text": {everywhere, []row{id, {"elements", list(0, 1000, richBlock), must}}, nil, nil},
		"video": {everywhere, []row{
			id, {"alt_text", chars(1, 2000), must}, {"title", plain(1, 199), must}, {"title_url", https(3000), !must}, {"description", plain(1, 199), !must},
			{"thumbnail_url", link(3000), must}, {"video_url", https(3000), must}, {"author_name", chars(1, 49), !must},
			{"provider_name", chars(1, 49), !must}, {"provider_icon_url", link(3000), !must},
		}, func(c *checker, _ object, _ string) { c.video = true }, nil},
		"table": {onMessage, []row{id, {"rows", list(1, 100, list(1, 20, cell)), must}, {"column_settings", list(0, 20, columnSetting), !must}}, tableFits, nil},
		"data_table": {onMessage, []row{
			id, {"caption", chars(1, maxFree), must}, {"rows", list(2, 101, list(1, 20, cell)), must}, {"page_size", whole(1, 100), !must}, {"row_header_column_index", whole(0, 19), !must},
		}, dataTableFits, nil},
		"data_visualization": {onMessage, []row{id, {"title", chars(1, 50), must}, {"chart", chart, must}}, func(c *checker, _ object, at string) { c.countChart(at) }, nil},
		"markdown":           {onMessage, []row{id, {"text", chars(1, 12_000), must}}, func(c *checker, o object, at string) { c.countMarkdown(o, at) }, nil},
		"alert":              {onModal, []row{id, {"text", text(1, 200), must}, {"level", oneWord("default info warning error success"), !must}}, nil, nil},
		"card": {everywhere, []row{
			id, {"hero_image", element("image"), !must}, {"icon", element("image"), !must}, {"slack_icon", anything, !must}, {"title", text(1, 150), !must}, {"subtitle", text(1, 150), !must},
			{"body", text(1, 200), !must}, {"subtext", text(1, 200), !must}, {"actions", list(1, 3, element("button")), !must},
		}, cardSays, nil},
		"carousel": {onMessage | onHome, []row{id, {"elements", list(1, 10, block("card")), must}}, nil, nil},
		"container": {onMessage, []row{
			id, {"title", plain(1, 150), !must}, {"rich_text_title", block("rich_text"), !must}, {"subtitle", text(1, 150), !must}, {"icon", element("image"), !must},
			{"child_blocks", list(1, 10, block(inContainer)), must}, {"width", oneWord("narrow standard wide full"), !must},
			{"is_collapsible", boolean, !must}, {"default_collapsed", boolean, !must}, {"has_header_divider", boolean, !must},
		}, containerFits, nil},
		"context_actions": {onMessage, []row{id, {"elements", list(1, 5, element("feedback_buttons icon_button")), must}}, nil, nil},
		"plan":            {onMessage, []row{id, {"title", chars(1, maxFree), must}, {"tasks", list(0, 50, planTask), !must}}, onePlan, nil},
		"task_card": {onMessage, []row{
			id, {"task_id", chars(1, 255), must}, {"title", chars(1, maxFree), must}, {"status", oneWord("pending in_progress complete error"), !must},
			{"details", block("rich_text"), !must}, {"output", block("rich_text"), !must}, {"sources", list(0, 100, as(urlSource)), !must}, {"hide_title", boolean, !must},
		}, taskSays, nil},
		"file": {onMessage, []row{id, {"source", oneWord("remote"), must}, {"external_id", chars(1, 255), must}}, nil, nil}, // within a container only
	}
}

func elementShapes() map[string]shape {
	action := row{"action_id", actionID, !must}
	confirm := row{"confirm", as(confirmDialog), !must}
	focus := row{"focus_on_load", focusOnLoad, !must}
	hint := row{"placeholder", plain(1, 150), !must}
	dispatch := row{"dispatch_action_config", as(dispatchConfig), !must}
	most := row{"max_selected_items", whole(1, 1_000_000), !must}
	query := row{"min_query_length", whole(0, 1_000_000), !must}
	onClick := row{"response_url_enabled", responseURLEnabled, !must}
	plainOptions := row{"options", list(1, 100, option(plain(1, 75), plain(1, 75), false)), !must}
	anyOptions := row{"options", list(1, 10, option(text(1, 75), text(1, 75), false)), must}
	plainOption, anyOption := option(plain(1, 75), plain(1, 75), false), option(text(1, 75), text(1, 75), false)
	groups := row{"option_groups", list(1, 100, as(optionGroup)), !must}
	id := chars(1, 255)
	ids := list(0, 1000, id)
	return map[string]shape{
		"button": {everywhere, []row{
			action, {"text", plain(1, 75), must}, {"value", chars(0, 2000), !must}, {"url", link(3000), !must}, {"style", oneWord("primary danger"), !must},
			{"accessibility_label", chars(1, 75), !must}, confirm,
		}, nil, nil},
		"workflow_button": {everywhere, []row{
			action, {"text", plain(1, 75), must}, {"workflow", as(workflow), must}, {"style", oneWord("primary danger"), !must}, {"accessibility_label", chars(1, 75), !must}, confirm,
		}, nil, nil},
		"overflow":            {everywhere, []row{action, {"options", fewOptions, must}, confirm}, nil, nil},
		"static_select":       {everywhere, []row{action, hint, plainOptions, groups, {"initial_option", plainOption, !must}, confirm, focus}, both(exactlyOne("options", "option_groups"), initialAmong), nil},
		"multi_static_select": {everywhere, []row{action, hint, plainOptions, groups, {"initial_options", list(1, 100, plainOption), !must}, confirm, focus, most}, both(exactlyOne("options", "option_groups"), initialAmong), nil},

		"external_select":       {everywhere, []row{action, hint, query, {"initial_option", plainOption, !must}, confirm, focus}, nil, nil},
		"multi_external_select": {everywhere, []row{action, hint, query, {"initial_options", list(1, 100, plainOption), !must}, confirm, focus, most}, nil, nil},
		"users_select":          {everywhere, []row{action, hint, {"initial_user", id, !must}, confirm, focus}, nil, nil},
		"multi_users_select":    {everywhere, []row{action, hint, {"initial_users", ids, !must}, confirm, focus, most}, nil, nil},
		"channels_select":       {everywhere, []row{action, hint, {"initial_channel", id, !must}, confirm, focus, onClick}, nil, nil},
		"multi_channels_select": {everywhere, []row{action, hint, {"initial_channels", ids, !must}, confirm, focus, most}, nil, nil},
		"conversations_select": {everywhere, []row{
			action, hint, {"initial_conversation", id, !must}, {"default_to_current_conversation", boolean, !must}, {"filter", as(conversationFilter), !must}, confirm, focus, onClick,
		}, nil, nil},
		"multi_conversations_select": {everywhere, []row{
			action, hint, {"initial_conversations", ids, !must}, {"default_to_current_conversation", boolean, !must}, {"filter", as(conversationFilter), !must}, confirm, focus, most,
		}, nil, nil},
		"checkboxes":     {everywhere, []row{action, anyOptions, {"initial_options", list(1, 10, anyOption), !must}, confirm, focus}, initialAmong, nil},
		"radio_buttons":  {everywhere, []row{action, anyOptions, {"initial_option", anyOption, !must}, confirm, focus}, initialAmong, nil},
		"datepicker":     {everywhere, []row{action, hint, {"initial_date", calendarDay, !must}, confirm, focus}, nil, nil},
		"timepicker":     {everywhere, []row{action, hint, {"initial_time", matching(`^([01]\d|2[0-3]):[0-5]\d$`, "must be a valid time in the format HH:mm"), !must}, {"timezone", timeZone, !must}, confirm, focus}, nil, nil},
		"datetimepicker": {onMessage | onModal, []row{action, {"initial_date_time", whole(1_000_000_000, 9_999_999_999), !must}, confirm, focus}, nil, nil},

		"plain_text_input": {everywhere, []row{
			action, hint, {"initial_value", chars(0, 3000), !must}, {"multiline", boolean, !must}, {"min_length", whole(0, 3000), !must}, {"max_length", whole(1, 3000), !must}, dispatch, focus,
		}, ordered("min_length", "max_length"), nil},
		"number_input": {onModal, []row{
			action, hint, {"is_decimal_allowed", boolean, must}, {"initial_value", numberText, !must}, {"min_value", numberText, !must}, {"max_value", numberText, !must}, dispatch, focus,
		}, numbersInOrder, nil},
		"email_text_input": {onModal, []row{action, hint, {"initial_value", chars(0, 3000), !must}, dispatch, focus}, nil, nil},
		"url_text_input":   {onModal, []row{action, hint, {"initial_value", chars(0, 3000), !must}, dispatch, focus}, nil, nil},
		"rich_text_input": {everywhere, []row{
			action, hint, {"initial_value", block("rich_text"), !must}, {"min_lines", whole(1, 100), !must}, {"max_lines", whole(1, 100), !must}, dispatch, focus,
		}, ordered("min_lines", "max_lines"), nil},
		"file_input": {onModal, []row{action, {"filetypes", list(1, 100, chars(1, 50)), !must}, {"max_files", whole(1, 10), !must}}, nil, nil},
		"image": {everywhere, []row{
			{"image_url", https(3000), !must}, {"slack_file", as(slackFile), !must}, {"alt_text", chars(1, 2000), must},
			{"image_width", aNumber, !must}, {"image_height", aNumber, !must}, {"image_bytes", aNumber, !must}, {"is_animated", boolean, !must}, {"fallback", chars(0, maxFree), !must}, // as returned
		}, exactlyOne("image_url", "slack_file"), object{"image_width": 64, "image_height": 64, "image_bytes": 1024}},

		"feedback_buttons": {onMessage, []row{action, {"positive_button", as(feedbackButton), must}, {"negative_button", as(feedbackButton), must}}, nil, nil},
		"icon_button": {onMessage, []row{
			action, {"icon", chars(1, 255), must}, {"text", plain(1, 75), must}, {"value", chars(0, 2000), !must}, {"accessibility_label", chars(1, 75), !must}, {"visible_to_user_ids", ids, !must}, confirm,
		}, iconSays, nil},
	}
}

// The objects within blocks and elements.

func confirmDialog() shape {
	return shape{fields: []row{
		{"title", plain(1, 100), must}, {"text", text(1, 300), must}, {"confirm", plain(1, 30), must}, {"deny", plain(1, 30), must}, {"style", oneWord("primary danger"), !must},
	}}
}

func dispatchConfig() shape {
	return shape{fields: []row{{"trigger_actions_on", list(1, 2, oneWord("on_enter_pressed on_character_entered")), !must}}}
}

func conversationFilter() shape {
	return shape{fields: []row{
		{"include", list(1, 4, oneWord("im mpim private public")), !must}, {"exclude_external_shared_channels", boolean, !must}, {"exclude_bot_users", boolean, !must},
	}, also: func(c *checker, o object, at string) {
		if len(o) == 0 {
			c.fail(at, "must define at least one of `include`, `exclude_bot_users` or `exclude_external_shared_channels`")
		}
	}}
}

func optionGroup() shape {
	return shape{fields: []row{{"label", plain(1, 75), must}, {"options", list(1, 100, option(plain(1, 75), plain(1, 75), false)), must}}}
}

func slackFile() shape {
	return shape{fields: []row{{"id", chars(1, 255), !must}, {"url", link(3000), !must}}, also: exactlyOne("id", "url")}
}

func feedbackButton() shape {
	return shape{fields: []row{{"text", plain(1, 75), must}, {"accessibility_label", chars(1, 75), !must}, {"value", chars(0, 2000), must}}}
}

func workflow() shape {
	parameter := func() shape {
		return shape{fields: []row{{"name", chars(1, 255), must}, {"value", chars(0, maxFree), must}}}
	}
	trigger := func() shape {
		return shape{fields: []row{{"url", link(3000), must}, {"customizable_input_parameters", list(0, 100, as(parameter)), !must}}}
	}
	return shape{fields: []row{{"trigger", as(trigger), must}}}
}

func urlSource() shape {
	return shape{fields: []row{{"type", oneWord("url"), must}, {"url", link(3000), must}, {"text", chars(1, maxFree), must}}}
}

// cells are what stands in tables.
func cellShapes() map[string]shape {
	return map[string]shape{
		"raw_text":   {onMessage, []row{{"text", cellText, must}}, nil, nil},
		"raw_number": {onMessage, []row{{"value", aNumber, must}, {"text", cellText, !must}}, nil, nil},
		"rich_text":  {onMessage, []row{{"block_id", chars(0, 255), !must}, {"elements", list(0, 1000, richBlock), must}}, nil, nil},
	}
}

// richShapes are the parts of rich_text.
func richShapes() map[string]shape {
	spans := row{"elements", list(0, 1000, richSpan), must}
	border := row{"border", whole(0, 1), !must}
	return map[string]shape{
		"rich_text_section": {everywhere, []row{spans}, nil, nil},
		"rich_text_quote":   {everywhere, []row{spans, border}, nil, nil},
		"rich_text_preformatted": {everywhere, []row{
			{"elements", list(0, 1000, spanOf("text link")), must}, border, {"language", chars(0, 50), !must},
		}, nil, nil},
		"rich_text_list": {everywhere, []row{
			{"elements", list(0, 1000, richPart("rich_text_section")), must}, {"style", oneWord("bullet ordered"), must}, {"indent", whole(0, 8), !must}, border, {"offset", whole(0, 1_000_000), !must},
		}, nil, nil},
	}
}

func spanShapes() map[string]shape {
	style := row{"style", as(spanStyle), !must}
	id := chars(1, 255)
	return map[string]shape{
		"text":      {everywhere, []row{{"text", richText, must}, style}, nil, nil},
		"link":      {everywhere, []row{{"url", link(3000), must}, {"text", chars(0, maxFree), !must}, {"unsafe", boolean, !must}, style}, nil, nil},
		"emoji":     {everywhere, []row{{"name", id, must}, {"unicode", id, !must}, {"skin_tone", whole(1, 6), !must}, {"url", link(3000), !must}, style}, nil, nil},
		"user":      {everywhere, []row{{"user_id", id, must}, style}, nil, nil},
		"usergroup": {everywhere, []row{{"usergroup_id", id, must}, style}, nil, nil},
		"channel":   {everywhere, []row{{"channel_id", id, must}, style}, nil, nil},
		"team":      {everywhere, []row{{"team_id", id, must}, style}, nil, nil},
		"broadcast": {everywhere, []row{{"range", oneWord("here channel everyone"), must}, style}, nil, nil},
		"color":     {everywhere, []row{{"value", id, must}, style}, nil, nil},
		"date": {everywhere, []row{
			{"timestamp", whole(0, 99_999_999_999), must}, {"format", chars(1, 255), must}, {"url", link(3000), !must}, {"fallback", chars(0, 2000), !must}, style,
		}, nil, nil},
	}
}

func spanStyle() shape {
	var fields []row
	for _, name := range []string{"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"} {
		fields = append(fields, row{name, boolean, !must})
	}
	return shape{fields: fields}
}

// viewShapes are modals and Home tabs.
func viewShapes() map[string]shape {
	blocks := row{"blocks", list(0, 100, block("")), must}
	callback := row{"callback_id", chars(0, 255), !must}
	private := row{"private_metadata", chars(0, 3000), !must}
	external := row{"external_id", chars(0, 255), !must}
	return map[string]shape{
		"modal": {onModal, []row{
			{"title", plain(1, 24), must}, {"submit", plain(1, 24), !must}, {"close", plain(1, 24), !must}, blocks, callback, private, external,
			{"clear_on_close", boolean, !must}, {"notify_on_close", boolean, !must}, {"submit_disabled", boolean, !must},
		}, inputsNeedSubmit, nil},
		"home": {onHome, []row{blocks, callback, private, external}, nil, nil},
	}
}

// chartShapes are what data_visualization draws.
func chartShapes() map[string]shape {
	segment := func() shape { return shape{fields: []row{{"label", chars(1, 20), must}, {"value", above(0), must}}} }
	point := func() shape { return shape{fields: []row{{"label", chars(1, 20), must}, {"value", aNumber, must}}} }
	series := func() shape {
		return shape{fields: []row{{"name", chars(1, 20), must}, {"data", list(1, 20, as(point)), must}}}
	}
	axis := func() shape {
		return shape{fields: []row{{"categories", list(1, 20, chars(1, 20)), must}, {"x_label", chars(1, 50), !must}, {"y_label", chars(1, 50), !must}}}
	}
	lines := shape{onMessage, []row{{"series", list(1, 6, as(series)), must}, {"axis_config", as(axis), must}}, seriesFit, nil}
	return map[string]shape{
		"pie": {onMessage, []row{{"segments", pieSegments(as(segment)), must}}, nil, nil},
		"bar": lines, "area": lines, "line": lines,
	}
}
