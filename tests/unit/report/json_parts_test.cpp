#include "report/json_parts.h"

#include <gtest/gtest.h>

#include <string>

#include "report/wording.h"

namespace elfgate::report {
namespace {

std::string json_text(std::string_view text) {
  std::string out = "x";
  append_json(out, text);
  return out.substr(1);
}

TEST(AppendJson, APlainNameIsPutInQuotes) {
  EXPECT_EQ(json_text("/usr/lib/libc.so.6"), "\"/usr/lib/libc.so.6\"");
  EXPECT_EQ(json_text(""), "\"\"");
}

TEST(AppendJson, QuotesAndBackslashesAreEscaped) {
  EXPECT_EQ(json_text(R"(a"b\c)"), R"("a\"b\\c")");
  EXPECT_EQ(json_text(R"("")"), R"("\"\"")");
  EXPECT_EQ(json_text("\\\""), R"("\\\"")");
}

TEST(AppendJson, WhatActsOnATerminalIsShownInstead) {
  EXPECT_EQ(json_text("a\x1b[31m\n"), R"("a\\x1b[31m\\x0a")");
}

TEST(AppendJson, IsReadBackAsWhatWasShown) {
  for (const std::string text : {"plain", "\"", "\\\\", "\xff\xfe", "\xc3\xa9\"", "\x7f", "a\tb"})
    EXPECT_EQ(Json::parse(json_text(text)).get<std::string>(), shown(text));
}

}  // namespace
}  // namespace elfgate::report
