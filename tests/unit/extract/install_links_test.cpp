// Expectations: what dpkg's database of alternatives holds after such scripts ran.
#include "extract/install_links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "extract/shell.h"

namespace elfgate::extract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// "LINK TARGET PRIORITY" of each link that is not in /etc/alternatives.
std::vector<std::string> links(std::string_view text) {
  std::vector<std::string> lines;
  for (const auto& link : read_install_links("postinst", text))
    if (!link.path.starts_with("/etc/alternatives/"))
      lines.push_back(link.path + ' ' + link.target + ' ' + std::to_string(link.priority));
  return lines;
}

TEST(InstallLinks, ReadsOneAlternative) {
  const auto all = read_install_links("postinst", "update-alternatives --install /usr/bin/cc cc /usr/bin/gcc 20\n");
  EXPECT_THAT(all, ElementsAre(model::InstallTimeLink{"/usr/bin/cc", "/usr/bin/gcc", 20, "postinst"},
                               model::InstallTimeLink{"/etc/alternatives/cc", "/usr/bin/gcc", 20, "postinst"}));
}

TEST(InstallLinks, ReadsContinuedLines) {
  EXPECT_THAT(
      links("#!/bin/sh\nset -e\n\nupdate-alternatives --install /usr/lib/x86_64-linux-gnu/libblas.so.3 \\\n"
            "                    libblas.so.3-x86_64-linux-gnu \\\n\t /usr/lib/x86_64-linux-gnu/openblas/libblas.so.3 100\n"),
      ElementsAre("/usr/lib/x86_64-linux-gnu/libblas.so.3 /usr/lib/x86_64-linux-gnu/openblas/libblas.so.3 100"));
}

TEST(InstallLinks, ReadsSlavesAndFollowers) {
  EXPECT_THAT(links("if [ \"$1\" = configure ]; then update-alternatives --quiet --install /usr/bin/vi vi /usr/bin/vim -5 \\\n"
                    "  --slave /m/vi.1 vi.1 /m/vim.1 --follower /m/vi.2 vi.2 /m/vim.2 || true; fi"),
              ElementsAre("/usr/bin/vi /usr/bin/vim -5", "/m/vi.1 /m/vim.1 -5", "/m/vi.2 /m/vim.2 -5"));
}

TEST(InstallLinks, ACommentBehindAContinuationEndsTheCommand) {
  EXPECT_THAT(links("update-alternatives --install /b/cc cc /b/gcc 20 \\\n    #--slave /m/cc m /m/gcc\n"),
              ElementsAre("/b/cc /b/gcc 20"));
}

TEST(InstallLinks, KnowsVariablesOfTheScript) {
  EXPECT_THAT(links("DEB_HOST_MULTIARCH=x86_64-linux-gnu\nprio=7\nbase=\"/usr/lib/${DEB_HOST_MULTIARCH}\"\n"
                    "update-alternatives --install $base/libx.so \"libx-$DEB_HOST_MULTIARCH\" '/opt/x y/libx.so' $prio"),
              ElementsAre("/usr/lib/x86_64-linux-gnu/libx.so /opt/x y/libx.so 7"));
}

TEST(InstallLinks, SkipsWhatTheScriptDoesNotSay) {
  EXPECT_THAT(links("update-alternatives --install /l/$(dpkg-architecture -qDEB_HOST_MULTIARCH)/a a /b 1\n"
                    "update-alternatives --install /l/$ARCH/a a /b 1\n"
                    "update-alternatives --install /l/`uname -m`/a a /b 1\n"
                    "update-alternatives --install /l/${x%y}/a a /b 1\n"
                    "update-alternatives --install \"$2\" a /b 1\n"
                    "update-alternatives --install /l/a a /b $prio\n"
                    "update-alternatives --install /l/*.so a /b 1\n"
                    "update-alternatives --install relative a /b 1\n"
                    "update-alternatives --install /l/a a/b /b 1\n"
                    "update-alternatives --install /l/a a\n"
                    "update-alternatives --remove a /b\n"
                    "echo update-alternatives --install /l/a a /b 1\n"),
              IsEmpty());
}

TEST(InstallLinks, AnUnknownSlaveCostsOnlyItself) {
  EXPECT_THAT(links("update-alternatives --install /l/a a /b 1 $more --slave /s/$x s /t --slave /u u /v"),
              ElementsAre("/l/a /b 1", "/u /v 1"));
}

TEST(InstallLinks, UnrollsLoopsOverKnownWords) {
  EXPECT_THAT(
      links("tools='java jar'\nfor i in $tools; do\n  p=/jvm/bin/$i\n  update-alternatives --install /b/$i $i $p 9\ndone\n"),
      ElementsAre("/b/java /jvm/bin/java 9", "/b/jar /jvm/bin/jar 9"));
}

TEST(InstallLinks, UnrollsNestedLoops) {
  EXPECT_THAT(links("for a in x y; do for b in 1 2; do update-alternatives --install /$a$b n /t 1; done; done"),
              ElementsAre("/x1 /t 1", "/x2 /t 1", "/y1 /t 1", "/y2 /t 1"));
}

TEST(InstallLinks, ALoopOverUnknownWordsTellsNothing) {
  EXPECT_THAT(links("for i in $(ls /x) b; do update-alternatives --install /b/$i $i /p/$i 9; done\n"
                    "update-alternatives --install /after a /b 1"),
              ElementsAre("/after /b 1"));
}

TEST(InstallLinks, SlavesInAVariableAreSplitIntoWords) {
  EXPECT_THAT(links("unset s || true\nif [ -e x ]; then s=\"--slave \\\n /m/a \\\n a /n/a\"; fi\nupdate-alternatives --install "
                    "/a a /b 1 $s $t"),
              ElementsAre("/a /b 1", "/m/a /n/a 1"));
}

TEST(InstallLinks, TwoBranchesWithTwoValuesTellNothing) {
  EXPECT_THAT(links("if [ x ]; then p=1; else p=2; fi\nupdate-alternatives --install /a a /b $p"), IsEmpty());
  EXPECT_THAT(links("case $x in a) p=1;; *) p=1;; esac\nupdate-alternatives --install /a a /b $p"), ElementsAre("/a /b 1"));
}

TEST(InstallLinks, AnUnknownValueOnOneBranchLeavesTheDefault) {
  EXPECT_THAT(links("p=5\nif [ x ]; then\n p=$(expr $p - 1)\nfi\nupdate-alternatives --install /a a /b $p"),
              ElementsAre("/a /b 5"));
}

TEST(InstallLinks, ALaterAssignmentReplacesAnEarlierOne) {
  EXPECT_THAT(links("p=5\np=6\nupdate-alternatives --install /a a /b $p"), ElementsAre("/a /b 6"));
}

TEST(InstallLinks, HereDocumentsAreNoCommands) {
  EXPECT_THAT(links("cat <<EOF >/x\nupdate-alternatives --install /x x /y 1\nEOF\n"
                    "cat <<-'X'\n\tupdate-alternatives --install /x x /z 1\n\tX\n"
                    "update-alternatives --install /a a /b 1 >/dev/null 2>&1\n"),
              ElementsAre("/a /b 1"));
}

TEST(InstallLinks, AQuoteInAHereDocumentQuotesNothing) {
  EXPECT_THAT(links("cat <<EOF\nit's text\nEOF\nupdate-alternatives --install /a a /b 1\n"), ElementsAre("/a /b 1"));
}

TEST(InstallLinks, OptionsWithArgumentsAreSkipped) {
  EXPECT_THAT(links("/usr/bin/update-alternatives --log /x --altdir /y --force --install /a a /b 1"), ElementsAre("/a /b 1"));
}

TEST(InstallLinks, TheRootOfDpkgIsEmpty) {
  EXPECT_THAT(links("update-alternatives --install \"$DPKG_ROOT/a\" a ${DPKG_ROOT:-}/b 1"), ElementsAre("/a /b 1"));
}

TEST(InstallLinks, BrokenScriptsEndWell) {
  for (const char* text :
       {"update-alternatives '", "update-alternatives \"$(", "update-alternatives ${", "update-alternatives `",
        "update-alternatives <<", "update-alternatives \\", "for", "for i", "for i in a; do update-alternatives",
        "done done } fi update-alternatives", "update-alternatives $", "x=${} update-alternatives --slave /a b /c"})
    EXPECT_THAT(links(text), IsEmpty()) << text;
}

TEST(Shell, WorkIsBounded) {
  std::string bomb;
  for (int i = 0; i < 8; ++i) bomb += "for i" + std::to_string(i) + " in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do\n";
  bomb += "x\n";
  for (int i = 0; i < 8; ++i) bomb += "done\n";
  unsigned commands = 0;
  for_each_command(bomb, [&](const auto&) { ++commands; });
  EXPECT_LE(commands, k_shell_work);
}

TEST(Shell, AValueThatDoublesEndsUnknown) {
  std::string bomb = "x=xxxxxxxx\n";
  for (int i = 0; i < 60; ++i) bomb += "x=$x$x\n";
  std::vector<ShellWord> last;
  for_each_command(bomb + "echo $x", [&](const auto& words) { last = words; });
  ASSERT_THAT(last, SizeIs(2));
  EXPECT_FALSE(last[1]);
}

}  // namespace
}  // namespace elfgate::extract
