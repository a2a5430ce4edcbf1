// Packages in an order. A record is parsed once and then only handed on: sources, layers, both sides of a change, the index
// and the closure engines of an architecture all hold the same object, because an index of a distribution is some hundred
// megabytes when every one of them has its own.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "model/package_ref.h"

namespace elfgate::model {

/// A record that nobody changes any more.
using SharedPackage = std::shared_ptr<const PackageRef>;

/// Owns its records together with every copy of the list. Reading is thread-safe, changing is not.
class PackageList {
 public:
  /// Walks the records, not their owners.
  class Iterator {
   public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = PackageRef;
    using difference_type = std::ptrdiff_t;
    using pointer = const PackageRef*;
    using reference = const PackageRef&;

    Iterator() = default;
    explicit Iterator(const SharedPackage* at) : at_(at) {}
    reference operator*() const { return **at_; }
    pointer operator->() const { return at_->get(); }
    reference operator[](difference_type n) const { return *at_[n]; }
    Iterator& operator++() { return ++at_, *this; }
    Iterator operator++(int) { return Iterator(at_++); }
    Iterator& operator--() { return --at_, *this; }
    Iterator operator--(int) { return Iterator(at_--); }
    Iterator& operator+=(difference_type n) { return at_ += n, *this; }
    Iterator& operator-=(difference_type n) { return at_ -= n, *this; }
    friend Iterator operator+(Iterator it, difference_type n) { return it += n; }
    friend Iterator operator+(difference_type n, Iterator it) { return it += n; }
    friend Iterator operator-(Iterator it, difference_type n) { return it -= n; }
    friend difference_type operator-(Iterator a, Iterator b) { return a.at_ - b.at_; }
    auto operator<=>(const Iterator&) const = default;

   private:
    const SharedPackage* at_ = nullptr;
  };
  using value_type = PackageRef;
  using const_iterator = Iterator;

  PackageList() = default;
  explicit PackageList(std::vector<SharedPackage> packages) : packages_(std::move(packages)) {}
  /// Records made one by one.
  PackageList(std::vector<PackageRef> packages) {  // NOLINT(google-explicit-constructor): the same list
    for (auto& package : packages) push_back(std::move(package));
  }

  std::size_t size() const { return packages_.size(); }
  bool empty() const { return packages_.empty(); }
  const PackageRef& operator[](std::size_t i) const { return *packages_[i]; }
  const PackageRef& at(std::size_t i) const { return *packages_.at(i); }
  const PackageRef& front() const { return *packages_.front(); }
  const PackageRef& back() const { return *packages_.back(); }
  Iterator begin() const { return Iterator(packages_.data()); }
  Iterator end() const { return Iterator(packages_.data() + packages_.size()); }
  /// The records with their owners.
  const std::vector<SharedPackage>& shared() const { return packages_; }

  void reserve(std::size_t count) { packages_.reserve(count); }
  void push_back(SharedPackage package) { packages_.push_back(std::move(package)); }
  void push_back(PackageRef package) { packages_.push_back(std::make_shared<const PackageRef>(std::move(package))); }

  bool operator==(const PackageList& other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

 private:
  std::vector<SharedPackage> packages_;
};

}  // namespace elfgate::model
