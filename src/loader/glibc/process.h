// One simulated start under glibc: which objects are mapped, in which order, for which tag of which object (sections 1, 2, 10).
#pragma once

#include <list>
#include <memory_resource>

#include "loader/glibc/search.h"

namespace elfgate::loader::glibc {

class Process {
 public:
  Process(PathWalk& walk, const LoaderSettings& settings, const LoadRequest& request)
      : walk_(walk), settings_(settings), request_(request) {}

  /// REQUIRES: called once.
  model::LinkMap run() &&;

 private:
  /// A node of the breadth-first list (R1.2).
  struct Node {
    ImageId image;
    bool done = false;
  };
  using Nodes = std::pmr::list<Node>;

  bool start_program();
  bool refuse_program(model::LinkStatus status, std::string reason);
  void add_interpreter();
  void add_vdso();
  void preload(const std::string& name, bool from_file, Nodes& nodes);
  void preload_all(Nodes& nodes);

  /// Processes every object of NODES; false when the load has stopped for good.
  bool map_dependencies(Nodes& nodes);
  bool process(Nodes& nodes, Nodes::iterator self, Nodes::iterator& first_filtee);
  bool resolve_tag(ImageId from, const model::DynamicEdge& tag, ImageId* found);
  void insert_filtee(Nodes& nodes, Nodes::iterator self, ImageId filtee, Nodes::iterator& first_filtee);

  /// The object that NAME gives REQUESTER: loaded already, or found and mapped (R1.3, R1.6).
  ImageId open(Query& query, model::Found* how);
  ImageId map_file(Query& query);
  ImageId add_placeholder(std::string name, std::uint32_t edge);
  model::Found how_loaded(ImageId id) const;
  void tell_places(model::Edge& edge, ImageId requester);
  bool stop(std::string reason, std::uint32_t edge);

  bool place_interpreter(const Nodes& nodes);
  void list_objects(const Nodes& nodes);
  bool stack_is_in_the_way(ImageId first) const;
  void open_plugin(const std::string& path);
  void publish();

  PathWalk& walk_;
  const LoaderSettings& settings_;
  const LoadRequest& request_;
  std::pmr::monotonic_buffer_resource pool_;
  Target target_;
  bool secure_ = false;
  model::LinkMap map_;
  Images images_;
  std::optional<Search> search_;
  std::vector<bool> reserved_;  // by image: it is in the breadth-first list
  ImageId interp_ = k_no_image;
  ImageId vdso_ = k_no_image;
  std::uint64_t processed_ = 0, resolved_ = 0;
  std::uint64_t told_ = 0;  // bytes of the places that edges name
};

}  // namespace elfgate::loader::glibc
