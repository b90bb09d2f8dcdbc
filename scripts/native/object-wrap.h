// node::ObjectWrap for better-sqlite3 12, put before Node's own by the compiler's -include.
//
// Since 24.x Node's header has each wrapped object remove a cleanup hook in its destructor. The
// garbage collector runs destructors where no environment is current, and Node then aborts the
// process: as soon as the first prepared statement is collected. better-sqlite3 closes what is open
// at exit by a hook of its own, so its objects need none. This class has no hook, as the one of
// Node 20 and 22, and serves all three.
#ifndef SRC_NODE_OBJECT_WRAP_H_
#define SRC_NODE_OBJECT_WRAP_H_

#include <cassert>

#include "node.h"

namespace node {

class ObjectWrap {
 public:
  ObjectWrap() = default;
  ObjectWrap(const ObjectWrap&) = delete;
  ObjectWrap& operator=(const ObjectWrap&) = delete;

  virtual ~ObjectWrap() { handle_.Reset(); }

  // The C++ object behind a JavaScript one.
  template <class T>
  static inline T* Unwrap(v8::Local<v8::Object> object) {
    assert(object->InternalFieldCount() > 0);
    void* field = object->GetAlignedPointerFromInternalField(0);
    // By way of the base: T may have several.
    return static_cast<T*>(static_cast<ObjectWrap*>(field));
  }

  inline v8::Local<v8::Object> handle() { return handle(v8::Isolate::GetCurrent()); }

  inline v8::Local<v8::Object> handle(v8::Isolate* isolate) {
    return v8::Local<v8::Object>::New(isolate, handle_);
  }

  inline v8::Persistent<v8::Object>& persistent() { return handle_; }

 protected:
  inline void Wrap(v8::Local<v8::Object> object) {
    assert(handle_.IsEmpty());
    assert(object->InternalFieldCount() > 0);
    object->SetAlignedPointerInInternalField(0, this);
    handle_.Reset(v8::Isolate::GetCurrent(), object);
    MakeWeak();
  }

  inline void MakeWeak() {
    handle_.SetWeak(this, Collected, v8::WeakCallbackType::kParameter);
  }

  // Keeps the object from being collected until Unref.
  virtual void Ref() {
    handle_.ClearWeak();
    refs_++;
  }

  virtual void Unref() {
    assert(refs_ > 0);
    if (--refs_ == 0) MakeWeak();
  }

  int refs_ = 0;

 private:
  static void Collected(const v8::WeakCallbackInfo<ObjectWrap>& info) {
    ObjectWrap* self = info.GetParameter();
    self->handle_.Reset();
    delete self;
  }

  v8::Persistent<v8::Object> handle_;
};

}  // namespace node

#endif  // SRC_NODE_OBJECT_WRAP_H_
