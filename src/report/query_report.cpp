#include "report/query_report.h"

#include "report/gate_groups.h"
#include "report/json_parts.h"
#include "report/wording.h"

namespace elfgate::report {

namespace {

Json strings(const std::vector<std::string>& items) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(shown(item));
  return list;
}

std::string arrow(const std::vector<std::string>& chain) {
  std::string text;
  for (const auto& link : chain) text += (text.empty() ? "" : " -> ") + shown(link);
  return text;
}

Json closure_json(const model::ClosureAnswer& answer) {
  const bool ok = answer.failure == model::ClosureFailure::none;
  Json json = {{"status", ok ? "ok" : "failed"}, {"arch", answer.arch}, {"builder", answer.builder}};
  json["packages"] = Json::array();
  for (const auto& member : answer.packages)
    json["packages"].push_back({{"name", shown(member.name)}, {"version", shown(member.version)}, {"why", shown(member.why)}});
  if (!ok)
    json["failure"] = {{"class", model::name_of(answer.failure)},
                       {"chain", strings(answer.chain)},
                       {"candidates", strings(answer.candidates)}};
  if (!answer.suggestion.empty()) json["suggestion"] = shown(answer.suggestion);
  if (!answer.elsewhere.empty()) json["elsewhere"] = strings(answer.elsewhere);
  if (answer.order_dependent) json["order_dependent"] = true;
  return json;
}

std::string listing(const std::vector<std::string>& items) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : ", ") + shown(item);
  return text;
}

std::string question(const std::string& suggestion) {
  return suggestion.empty() ? std::string() : "  did you mean " + shown(suggestion) + "?\n";
}

void add_notes(const model::AnswerNotes& notes, std::string& text) {
  text += question(notes.suggestion);
  if (notes.unread > 0)
    text +=
        "  " + count_of(notes.unread, "package", "packages") + " could not be read; what is in there is not in this answer\n";
}

void add_notes(const model::AnswerNotes& notes, Json& json) {
  if (!notes.suggestion.empty()) json["suggestion"] = shown(notes.suggestion);
  if (notes.unread > 0) json["unread"] = notes.unread;
}

// What the candidates of a failure are depends on its class.
std::string candidates_text(const model::ClosureAnswer& answer) {
  const auto list = listing(answer.candidates);
  switch (answer.failure) {
    case model::ClosureFailure::virtual_only: return "one of these has to be asked for by name: " + list;
    case model::ClosureFailure::breaks: return "not what is asked for: " + list;
    case model::ClosureFailure::conflicts: return "owned by: " + list;
    default: return "candidates: " + list;
  }
}

std::string closure_text(const model::ClosureAnswer& answer, bool why) {
  std::string text;
  if (answer.failure != model::ClosureFailure::none) {
    text +=
        "cannot be installed on " + answer.arch + " (" + model::name_of(answer.failure) + "): " + arrow(answer.chain) + "\n";
    if (!answer.candidates.empty()) text += "  " + candidates_text(answer) + "\n";
    for (const auto& arch : answer.elsewhere) text += "  " + shown(arch) + " has it\n";
    text += question(answer.suggestion);
    return text;
  }
  text +=
      answer.arch + ": " + std::to_string(answer.packages.size()) + " packages, in install order (" + answer.builder + ")\n";
  for (const auto& member : answer.packages)
    text += "  " + shown(member.name) + "-" + shown(member.version) + (why ? "  because: " + shown(member.why) : "") + "\n";
  if (answer.order_dependent) text += "  (the choice depends on the order in which the installer looks at names)\n";
  return text;
}

std::string label(const std::string& package, const std::string& version, const std::string& arch) {
  return shown(package) + "-" + shown(version) + "/" + arch;
}

Json package_json(const std::string& arch, const std::string& package, const std::string& version) {
  return {{"arch", arch}, {"package", shown(package)}, {"version", shown(version)}};
}

// One thing to mend on a line, whichever architectures and packages say it.
std::string group_text(const FindingGroup& group) {
  const auto& f = *group.first;
  std::string arches;
  for (const auto& arch : group.arches) arches += (arches.empty() ? "" : ",") + arch;
  const bool one = group.packages.size() == 1;
  std::string text = std::string("  ") + model::name_of(f.severity) + " " + f.rule + "  ";
  text += (one ? shown(f.package) + "-" + shown(f.version) : count_of(group.packages.size(), "package", "packages")) + "/" +
          arches + "  ";
  if (!f.path.empty()) text += shown(f.path.substr(1)) + ": ";
  text += shown(f.subject) + ": " + shown(f.message) + "\n";
  if (!one) text += "      " + names_of(group.packages, false) + "\n";
  if (group.paths.size() > 1)
    text += "      and in " + count_of(group.paths.size() - 1, "more file", "more files") + " of it\n";
  return text;
}

std::string groups_text(const char* title, const std::vector<model::Finding>& findings) {
  std::string text = findings.empty() ? "" : title;
  for (const auto& group : grouped(findings)) text += group_text(group);
  return text;
}

// --- of each kind of answer, one line or object ---

std::string text_of(const model::ProviderAnswer& answer) {
  std::string text = label(answer.package, answer.version, answer.arch) + "  " + shown(answer.word) +
                     (answer.taken ? "  taken: " : "  ") + shown(answer.why) + "\n";
  for (const auto& path : answer.paths) text += "    " + shown(path) + "\n";
  return text;
}

Json fields_of(const model::ProviderAnswer& answer) {
  return {{"word", shown(answer.word)}, {"taken", answer.taken}, {"why", shown(answer.why)}, {"paths", strings(answer.paths)}};
}

std::string text_of(const model::NeedAnswer& answer) {
  return label(answer.package, answer.version, answer.arch) + "  " + shown(answer.path) +
         (answer.how == "needed" ? "" : "  (" + answer.how + ")") + "\n";
}

Json fields_of(const model::NeedAnswer& answer) {
  return {{"path", shown(answer.path)}, {"how", answer.how}};
}

std::string text_of(const model::OwnerAnswer& answer) {
  return label(answer.package, answer.version, answer.arch) + "  " + answer.kind + " " + shown(answer.path) +
         (answer.target.empty() ? "" : " -> " + shown(answer.target)) + "\n";
}

Json fields_of(const model::OwnerAnswer& answer) {
  return {{"path", shown(answer.path)}, {"kind", answer.kind}, {"target", shown(answer.target)}};
}

/// How a list of answers is introduced.
struct Heading {
  const char* asked;    ///< JSON: what was asked for
  const char* answers;  ///< JSON: the list
  const char* nothing;  ///< text, when it is empty: "nothing provides "
};

template <typename Answer>
QueryText render(const Heading& heading, const std::string& word, const std::vector<Answer>& answers,
                 const model::AnswerNotes& notes, Forms forms) {
  QueryText out;
  if (forms.text) {
    if (answers.empty()) out.text = heading.nothing + shown(word) + "\n";
    for (const auto& answer : answers) out.text += text_of(answer);
    add_notes(notes, out.text);
  }
  if (forms.json) {
    Json json = {{heading.asked, shown(word)}, {heading.answers, Json::array()}};
    for (const auto& answer : answers) {
      Json one = package_json(answer.arch, answer.package, answer.version);
      one.update(fields_of(answer));
      json[heading.answers].push_back(std::move(one));
    }
    add_notes(notes, json);
    out.json = json.dump() + "\n";
  }
  return out;
}

}  // namespace

QueryText render_closures(const std::vector<model::ClosureAnswer>& answers, bool why, Forms forms) {
  QueryText out;
  for (const auto& answer : answers) {
    if (forms.text) out.text += closure_text(answer, why);
    if (forms.json) out.json += closure_json(answer).dump() + "\n";
  }
  return out;
}

QueryText render_providers(const std::string& name, const std::vector<model::ProviderAnswer>& answers,
                           const model::AnswerNotes& notes, Forms forms) {
  return render({"name", "providers", "nothing provides "}, name, answers, notes, forms);
}

QueryText render_needs(const std::string& name, const std::vector<model::NeedAnswer>& answers, const model::AnswerNotes& notes,
                       Forms forms) {
  return render({"name", "needed_by", "nothing needs "}, name, answers, notes, forms);
}

QueryText render_owners(const std::string& path, const std::vector<model::OwnerAnswer>& answers,
                        const model::AnswerNotes& notes, Forms forms) {
  return render({"path", "owners", "no package has "}, path, answers, notes, forms);
}

QueryText render_change(const model::ChangeAnswer& answer, Forms forms) {
  QueryText out;
  if (forms.text) {
    out.text += groups_text("broken by this change:\n", answer.broken);
    out.text += groups_text("fixed by this change:\n", answer.fixed);
    if (answer.broken.empty()) out.text += "nothing breaks\n";
    out.text += std::to_string(answer.known) + " findings are the same before and after\n";
  }
  if (forms.json) {
    Json json = {{"broken", Json::array()}, {"fixed", Json::array()}, {"known", answer.known}};
    for (const auto& finding : answer.broken) json["broken"].push_back(json_of(finding));
    for (const auto& finding : answer.fixed) json["fixed"].push_back(json_of(finding));
    out.json = json.dump() + "\n";
  }
  return out;
}

}  // namespace elfgate::report
